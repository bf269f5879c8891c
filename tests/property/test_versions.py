"""Laws of versions: a total order for each scheme, and texts that read back as themselves."""

import re
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import UnreadableVersion
from tracker.model import LineRule, TagRule
from tracker.versions import SCHEMES, Kind, Version, line_name, parse, read_tags

_NUMBERS = st.lists(st.integers(0, 3000), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
_LOOSE_TAILS = (
    "",
    "-rc1",
    "-rc.2",
    ".Final",
    "-M3",
    "a",
    "-1",
    "-alpha2",
    "_beta",
    ".CR4",
    "-sp1",
    "-lts",
    "-acme.2",
    "+k3s1",
)
_SEMVER_TAILS = ("", "-rc.1", "-alpha", "-0.3.7", "+build.5", "-x-y-z.4", "-rc.1+b")
_PEP440_TAILS = ("", "rc1", "a2", ".dev3", ".post1", "+local.7")
_TEXTS = {
    "semver": st.tuples(
        st.lists(st.integers(0, 3000), min_size=3, max_size=3).map(lambda parts: ".".join(map(str, parts))),
        st.sampled_from(_SEMVER_TAILS),
    ).map("".join),
    "pep440": st.tuples(_NUMBERS, st.sampled_from(_PEP440_TAILS)).map("".join),
    "loose": st.tuples(_NUMBERS, st.sampled_from(_LOOSE_TAILS)).map("".join),
    "calendar": st.tuples(st.integers(1990, 2099), _NUMBERS, st.sampled_from(_LOOSE_TAILS)).map(
        lambda parts: "{}.{}{}".format(*parts)
    ),
    "integer": st.integers(0, 10**6).map(str),
    "date": st.dates().map(str),
}
_ANY_TEXT = {name: texts.map(partial(parse, scheme=name)) for name, texts in _TEXTS.items()}


@pytest.mark.parametrize("scheme", SCHEMES)
@given(data=st.data())
def test_a_scheme_is_a_total_order(scheme: str, data: st.DataObject) -> None:
    a, b, c = (data.draw(_ANY_TEXT[scheme]) for _ in range(3))

    assert (a < b) + (a == b) + (a > b) == 1
    assert a == b or (a < b) is not (b < a)
    if a <= b <= c:
        assert a <= c
    if a == b:
        assert hash(a) == hash(b)


@pytest.mark.parametrize("scheme", SCHEMES)
@given(data=st.data())
def test_a_printed_version_reads_as_itself(scheme: str, data: st.DataObject) -> None:
    version = data.draw(_ANY_TEXT[scheme])

    assert parse(str(version), scheme) == version


@pytest.mark.parametrize("scheme", SCHEMES)
@given(text=st.text(max_size=40))
def test_any_text_is_a_version_or_refused(scheme: str, text: str) -> None:
    try:
        version = parse(text, scheme)
    except UnreadableVersion:
        return
    assert isinstance(version, Version)


@given(version=_ANY_TEXT["loose"], rule=st.sampled_from(LineRule))
def test_every_version_is_on_one_line(version: Version, rule: LineRule) -> None:
    assert re.fullmatch(r"rolling|\d+(\.\d+)?", line_name(version, rule))


@given(texts=st.lists(_TEXTS["loose"], unique=True, max_size=12), data=st.data())
def test_what_tags_are_read_as_does_not_depend_on_their_order(texts: list[str], data: st.DataObject) -> None:
    tags = [f"v{text}" for text in texts] + ["nightly", "chart-1.0"]
    shuffled = data.draw(st.permutations(tags))

    in_order = {one.tag: one for one in read_tags(tags, None)}

    assert {one.tag: one for one in read_tags(shuffled, None)} == in_order


@given(tags=st.lists(st.text(max_size=20), max_size=20))
def test_no_tag_vanishes_and_each_has_a_rule(tags: list[str]) -> None:
    for rule in (None, TagRule(scheme="loose", pattern=r"v?(?P<version>\d.*)")):
        readings = read_tags(tags, rule)

        assert [one.tag for one in readings] == tags
        assert all(one.rule for one in readings)
        assert all((one.version is None) is (one.kind is Kind.SKIPPED) for one in readings)
