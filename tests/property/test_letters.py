"""Laws of letters: whatever strangers write, it is read as the text that it is, in every format."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from digests import LATE, TEAM, check, digest, finding
from reading import elements, tokens
from tracker.model import (
    Alarm,
    Audience,
    Cause,
    Check,
    Digest,
    Hit,
    Hurdles,
    Letter,
    Line,
    Place,
    Section,
    Target,
    Targets,
    Tier,
    Topic,
    Urgency,
)
from tracker.record import replace
from tracker.report.letter import Templates, moves
from tracker.report.linked import linked
from tracker.text import unsafe_character

TEMPLATES = Templates(Path("/nowhere"))
MARKS = (
    "@everyone fixes #1, closes acme/gateway#2 GH-3",
    "![x](https://evil.example/x.png) [x](javascript:alert(1)) [e]: f",
    "https://evil.example www.evil.example <https://evil.example> ann@evil.example",
    "<img src=x onerror=alert(1)><script>alert(1)</script></td></table></title><!--",
    "\" onmouseover=alert(1) x='\" style='background:url(//evil.example)'",
    "\n\n# heading\n- list\n> quote\n\n```\nfence\n| a | b |\n|---|---|\n---\n===\n",
    "{{ 7 * 7 }}{% raw %}{# x #}",
    "*a* _b_ ~~c~~ `d` $g$ &lt;h&gt; \\",
    "a\x1b]52;c;aGFjaw==\x07b\u202ec\u200bd\x85e\u2028f\r\n",
    *("- ", "+ ", "1. ", "2) ", "# ", "> ", "---", "***", "\t", "    ", "[1]: ", "* [x] ", "\ud800", "\x00"),
)
ADDRESSES = ("https://evil.example/", "http://x.example/a#b", "javascript:alert(1)", "https://[", "//x", "data:,")

_pieces = st.sampled_from(MARKS) | st.text(max_size=4)
# One that could be cut away whole would take a part of the letter with it.
_texts = st.lists(_pieces, max_size=4).map(lambda some: "".join(some) + "a")
_addresses = st.builds(str.__add__, st.sampled_from(ADDRESSES), _pieces) | st.none()

Next = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Said:
    """What strangers wrote; `plain` is the same of somebody who writes nothing but x."""

    texts: Sequence[str]
    addresses: Sequence[str | None]

    @property
    def plain(self) -> "Said":
        """The same addresses, as they are linked, around texts that mean nothing to any format."""
        return Said(["x"], [linked(one) for one in self.addresses])

    @property
    def letters(self) -> Sequence[Letter]:
        """A digest and an alert in which every text is a stranger's."""
        digest, alarms = _digest(self), _alarms(self)
        return TEMPLATES.letter(digest), TEMPLATES.alert(alarms, Audience.TEAM)

    @property
    def pages(self) -> Sequence[str]:
        """All that is shown by a browser."""
        return (*(one.html for one in self.letters), TEMPLATES.page(_digest(self), _check(self)))


said = st.builds(Said, st.lists(_texts, min_size=1, max_size=7), st.lists(_addresses, min_size=1, max_size=3))
hostile = example(Said([*(mark + "a" for mark in MARKS)], ["https://evil.example/](x)\" a='<b>", "https://["]))


def _digest(said: Said) -> Digest:
    text, address = cycle(said.texts).__next__, cycle(said.addresses).__next__
    lines = tuple(
        Line(
            topic=Topic(section=section, component=text(), to=text(), url=address(), said=text()),
            causes=(Cause(text=text(), url=address()), Cause(text=text(), url=address())),
            places=(_place(text), _place(text)),
            left={},
            urgency=Urgency.HIGH,
        )
        for section in Section
    )
    some = digest(check(finding(LATE)), reader=TEAM)
    environments = (text(), text())
    made = replace(some, title=text(), environments=environments, lines=lines, unread=(text(),))
    return replace(made, hurdles={move: Hurdles(breaking=1, url=address()) for move in moves(made)})


def _place(text: Next) -> Place:
    return Place(
        environment=text(), customer=text(), tier=Tier.PRODUCTION, name=text(), version=text(), note=text()
    )


def _check(said: Said) -> Check:
    text, address = cycle(said.texts).__next__, cycle(said.addresses).__next__
    one = finding(LATE, name=text(), to="1")
    target = Target(version=text(), tag=text(), released_at=None, url=address(), support_ends=None)
    deployed = replace(one.deployed, version=text())
    return check(replace(one, deployed=deployed, targets=Targets(recommended=target)))


def _alarms(said: Said) -> Sequence[Alarm]:
    text, address = cycle(said.texts).__next__, cycle(said.addresses).__next__
    return [
        Alarm(
            ids=(text(), text()),
            hits=tuple(
                Hit(
                    environment=text(),
                    customer=text(),
                    tier=Tier.PRODUCTION,
                    name=text(),
                    component=text(),
                    versions=(text(),),
                    duty=replace(LATE, subject=text(), cause=text(), url=address(), fixed_in=text()),
                )
                for _ in range(2)
            ),
        )
        for _ in range(2)
    ]


@settings(max_examples=15)
@given(said)
@hostile
def test_o04_o05_markdown_has_no_structure_of_strangers(said: Said) -> None:
    allowed = {linked(one) for one in said.addresses}
    for hostile, plain in zip(said.letters, said.plain.letters, strict=True):
        read = tokens(hostile.markdown)

        assert [one.type for one in read if one.type != "text_special"] == [
            one.type for one in tokens(plain.markdown)
        ]
        assert {str(one.attrs["href"]) for one in read if one.type == "link_open"} <= allowed
        source = re.sub(r"\]\(https?://\S*\)", "]", hostile.markdown)
        assert not re.search(r"@|(?<!&)#\d|://|\bwww\.|\bGH-\d", source)


@settings(max_examples=10)
@given(said)
@hostile
def test_o04_o05_html_has_no_elements_and_attributes_of_strangers(said: Said) -> None:
    allowed = {linked(one) for one in said.addresses}
    for hostile, plain in zip(said.pages, said.plain.pages, strict=True):
        read, meant = elements(hostile), elements(plain)

        assert [(str(one.tag), one.attrib) for one in read] == [(str(one.tag), one.attrib) for one in meant]
        assert {one.attrib["href"] for one in read if "href" in one.attrib} <= allowed


@settings(max_examples=15)
@given(said)
@hostile
def test_o04_o05_a_text_and_a_subject_have_no_lines_and_controls_of_strangers(said: Said) -> None:
    for hostile, plain in zip(said.letters, said.plain.letters, strict=True):
        for text in (hostile.text, hostile.markdown, hostile.html, hostile.subject):
            assert unsafe_character(text) is None
        assert (len(hostile.subject.splitlines()), len(hostile.subject) <= 200) == (1, True)
        assert _begun(hostile.text) == _begun(plain.text)


def _begun(text: str) -> int:
    """How many lines begin something, since what continues a line is indented."""
    return len([line for line in text.splitlines() if not line.startswith(" ")])
