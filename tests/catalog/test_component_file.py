from pathlib import Path

import pytest

from tracker.catalog.component_file import read_component
from tracker.errors import ConfigurationError
from tracker.model import Avoided, Component, KnownAs, LineRule, Origin, Status, TagRule
from tracker.record import replace
from tracker.yaml_file import read_document

WHOLE = r"""title: Acme Broker
aliases: [broker]
repository: acme/broker
tags:
  pattern: 'v(?P<version>\d+\.\d+)'
  format: 'v{version}'
  prereleases: '-test$'
scheme: loose
line: major
endoflife: acme-broker
release_policy: https://acme.example/policy
sources: [https://github.com/acme/broker/tags]
"""


def read(folder: Path, *texts: str, name: str = "acme-broker") -> Component:
    """Read a component from a text that ships and those laid over it."""
    documents = []
    for place, text in enumerate(texts):
        path = folder / f"{place}.yaml"
        path.write_text(text, encoding="utf-8")
        documents.append(read_document(path, f"{'components/' * place}{name}.yaml"))
    return read_component(name, documents)


def test_a_file_becomes_a_component_named_as_the_file(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE) == Component(
        name="acme-broker",
        title="Acme Broker",
        origin=Origin(path="acme/broker"),
        rule=TagRule(
            scheme="loose",
            pattern=r"v(?P<version>\d+\.\d+)",
            tag_format="v{version}",
            line=LineRule.MAJOR,
            prereleases="-test$",
        ),
        aliases=("broker",),
        endoflife="acme-broker",
        release_policy="https://acme.example/policy",
        evidence="https://github.com/acme/broker/tags",
        rule_location="acme-broker.yaml#5",
        catalogued=True,
    )


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("title: Acme Broker", "title:", "line 1: title: must not be empty"),
        (
            "[broker]",
            "[Big Broker]",
            "line 2: aliases.0: 'Big Broker' is not a name of small letters, digits and hyphens",
        ),
        ("acme/broker\n", "acme\n", "line 3: repository: 'acme' is not of the form OWNER/REPO"),
        (
            r"\d+\.\d+)'",
            r"\d+'",
            "line 5: tags.pattern: 'v(?P<version>\\d+' is not a regular expression: missing ), ",
        ),
        ("(?P<version>", "(", "line 5: tags.pattern: 'v(\\d+\\.\\d+)' has no group (?P<version>...)"),
        ("'v{version}'", "v", "line 6: tags.format: 'v' must hold {version} or {underscored}, and no other field"),
        (
            "'v{version}'",
            "'v{0}'",
            "line 6: tags.format: 'v{0}' must hold {version} or {underscored}, and no other",
        ),
        (
            "'v{version}'",
            "'v{'",
            "line 6: tags.format: 'v{' must hold {version} or {underscored}, and no other field",
        ),
        ("loose", "roman", "line 8: scheme: 'roman' is not one of semver, pep440, loose, calendar, integer, date"),
        (
            "line: major",
            "line: minor",
            "line 9: line: 'minor' is not one of major.minor, major, all but last, rolling",
        ),
        (
            "https://acme.example",
            "ftp://x",
            "line 11: release_policy: 'ftp://x/policy' is not an https:// address",
        ),
        ("repository: acme/broker\n", "", "line 1: must hold repository or source, and not both"),
        ("repository:", "repositry:", "line 3: unknown key 'repositry', did you mean 'repository'?"),
        ("  format:", "  fromat:", "line 6: unknown key 'fromat' under tags, did you mean 'format'?"),
    ],
)
def test_a_wrong_value_is_told_with_its_line_and_key(tmp_path: Path, right: str, wrong: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, WHOLE.replace(right, wrong, 1))
    assert str(caught.value).startswith(f"acme-broker.yaml {message}")


def test_a_file_name_that_is_no_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigurationError, match=r"^Acme Broker\.yaml: a component's file is named in small letters"
    ):
        read(tmp_path, WHOLE, name="Acme Broker")


def test_a_repository_is_enough(tmp_path: Path) -> None:
    one = read(tmp_path, "repository: acme/broker\nreleases: {4.1: {skip: bad}}\n")

    assert (one.title, one.rule, one.avoid[0].range) == ("acme-broker", None, "=4.1")
    with pytest.raises(ConfigurationError, match=r"line 2: releases: 'nightly' is not a comparison"):
        read(tmp_path, "repository: acme/broker\nreleases: {nightly: {skip: bad}}\n")


def test_a_correction_is_laid_over_field_by_field(tmp_path: Path) -> None:
    plain, corrected = (
        read(tmp_path, WHOLE),
        read(tmp_path, WHOLE, "tags: {prereleases: '-beta$'}\naliases: [ab]\n"),
    )

    assert plain.rule is not None
    assert corrected == replace(plain, rule=replace(plain.rule, prereleases="-beta$"), aliases=("ab",))
    assert corrected.rule_location == "acme-broker.yaml#5"
    moved = read(tmp_path, WHOLE, "# ours\ntags: {pattern: 'w(?P<version>.*)'}\n")
    assert moved.rule_location == "components/acme-broker.yaml#2"


def test_what_to_avoid_names_the_range_the_reason_and_the_evidence(tmp_path: Path) -> None:
    shipped = WHOLE + "avoid: [{range: '4.1', why: loses records, url: 'https://acme.example/1', use: '>=4.2'}]\n"
    own = (
        "releases:\n  4.3: {skip: withdrawn by the project}\n  v4.4: {skip: ours, url: 'https://acme.example/2'}\n"
    )

    assert read(tmp_path, shipped, own).avoid == (
        Avoided(range="=4.1", why="loses records", url="https://acme.example/1", use=">=4.2"),
        Avoided(range="=4.3", why="withdrawn by the project", url="components/acme-broker.yaml#2"),
        Avoided(range="=4.4", why="ours", url="https://acme.example/2"),
    )


def test_everything_else_a_file_may_say_is_read(tmp_path: Path) -> None:
    more = """\
known_as:
  images: [acme/broker, quay.io/acme/broker]
  charts: [broker]
  charms: [broker-k8s]
  purls: ['pkg:github/acme/broker']
  image_version: 'broker-(?P<version>.+)'
version_command: broker --version
status: replaced
replaced_by: kafka
lts: ['4']
osv: [{ecosystem: Bitnami, name: broker}, {purl: 'pkg:github/acme/broker'}]
upgrade_notes: https://acme.example/upgrade
"""
    one = read(tmp_path, WHOLE, more)

    assert one.known_as == KnownAs(
        images=("acme/broker", "quay.io/acme/broker"),
        charts=("broker",),
        charms=("broker-k8s",),
        purls=("pkg:github/acme/broker",),
        image_version="broker-(?P<version>.+)",
    )
    assert (one.version_command, one.status, one.replaced_by) == (
        ("broker --version",),
        Status.REPLACED,
        ("kafka",),
    )


@pytest.mark.parametrize(
    ("own", "message"),
    [
        (
            "known_as: {images: ['acme/broker:1']}",
            "known_as.images.0: 'acme/broker:1' is not the name of an image",
        ),
        ("known_as: {purls: [acme]}", "known_as.purls.0: 'acme' is not a package URL such as"),
        ("osv: [{ecosystem: Maven}]", "osv.0: must hold a purl, or an ecosystem and a name"),
        ("avoid: [{range: newish, why: bad}]", "avoid.0.range: 'newish' is not a comparison such as >=8"),
        ("releases: {nightly: {skip: bad}}", "releases: 'nightly' cannot be read as a version (loose)"),
        ("releases: {4.1: {why: bad}}", "unknown key 'why' under releases.4.1, known are skip, url"),
        ("status: dead", "status: 'dead' is not one of active, maintenance, abandoned, replaced"),
        ("status: replaced", "status: replaced needs replaced_by"),
        ("repositry: acme/other", "unknown key 'repositry', did you mean 'repository'?"),
    ],
)
def test_a_mistake_in_a_correction_is_told_of_the_correction(tmp_path: Path, own: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, WHOLE, f"# ours\n{own}\n")
    told = str(caught.value)
    assert told.startswith("components/acme-broker.yaml line ")
    assert message in told
