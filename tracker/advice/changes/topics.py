"""What a heading of release notes announces, and under which headings a block stands."""

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from tracker.advice.changes.blocks import Block, shown
from tracker.advice.changes.patterns import any_of
from tracker.model import ChangeKind


class Aside(Enum):
    """What headings announce besides changes to act on."""

    NEWS = "new things and improvements"
    FIXES = "mended faults"
    SILENT = "nothing that concerns those who upgrade"


Topic = ChangeKind | Aside

_ENDS = r"(?: (?:in|for|since|of|from|to|between)\b.*)?"
_SOME = r"(?:[\w,/&-]+ ){0,4}"
# Of the first expression that fits the whole heading, without signs around it.
_TOPICS: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    (
        Aside.SILENT,
        any_of(
            r"(?:no|non|not)\b.*|(?:new )?contributors?|contributions?|credits|acknowledge?ments?"
            r"|(?:special )?thank.*",
            r"(?:\w+ )?dependenc(?:y|ies)(?: (?:updates?|upgrades?|changes|bumps))?",
            r"(?:build|ci|tests?|testing|ci/cd|continuous integration|docs?|documentation|internals?)(?: .*)?",
            r"housekeeping|(?:miscellaneous )?chores?|maintenance|refactor(?:ing|s)?|code (?:refactoring"
            r"|quality)|styles?",
            r"(?:for )?develop(?:ers|ment)|reverts?|commits|examples?|getting started|known issues.*"
            r"|full changelog.*",
            r"(?:downloads?|install(?:ation|ing)?|checksums?|assets|docker images?|artifacts?)(?: .*)?",
        ),
    ),
    (
        ChangeKind.BREAKING,
        any_of(
            rf"{_SOME}(?:breaking|incompatible|incompatibilit(?:y|ies)|(?:backwards?|api)[- ]incompatib\w+)"
            rf"(?: (?:\w+ )?changes?| items?| and\b.*)?{_ENDS}",
            r"(?:notable )?changes? (?:with|of) breaking.*|semver[- ]major.*|bc breaks?",
            r"(?:backwards?[- ])?(?:in)?compatibility(?: (?:notes?|changes?|issues|breaks?|warnings?))",
            rf"backwards?[- ](?:in)?compatibility|potentially (?:breaking|disruptive)(?: changes?)?{_ENDS}",
            rf"behaviou?r(?:al)? changes?{_ENDS}|changes? (?:in|to) behaviou?r",
        ),
    ),
    (ChangeKind.DEPRECATED, any_of(rf"{_SOME}deprecat(?:ions?|ed)(?: .*)?")),
    (
        ChangeKind.REMOVED,
        any_of(
            rf"{_SOME}(?:removals?|removed|dropped|discontinued)"
            rf"(?: (?:features?|support|apis?|functionality|options?|settings?|platforms?)| and\b.*)?{_ENDS}",
            r"end of (?:life|support)",
        ),
    ),
    (
        ChangeKind.DEFAULT,
        any_of(rf"{_SOME}(?:changed defaults?|defaults? changes?|changes? (?:to|in) defaults?){_ENDS}"),
    ),
    (
        ChangeKind.MIGRATION,
        any_of(
            rf"{_SOME}(?:upgrade|upgrading|migration|update) (?:notes?|guides?|guidelines|instructions?|steps"
            rf"|path){_ENDS}",
            r"(?:(?:notes?|instructions?|guide|steps) (?:on|for|about) )?(?:upgrad|migrat"
            r"|updat)ing(?: (?:from|to)\b.*)?",
            r"(?:upgrade|migration)(?: (?:from|to|considerations?|impact|actions?|process)\b.*)?",
            r"how to (?:upgrade|migrate|update).*|(?:before|when|after) (?:you )?upgrad\w+.*",
            rf"(?:urgent |important )?(?:actions?|attention) required{_ENDS}|required actions?"
            rf"|urgent upgrade notes.*",
        ),
    ),
    (
        ChangeKind.SECURITY,
        any_of(
            r"(?:[\w,/&-]+ ){0,2}(?:security|vulnerabilit(?:y|ies)|cves?)(?: (?:fix(?:es)?|updates?"
            r"|advisor(?:y|ies)"
            r"|issues?|patch(?:es)?|vulnerabilit(?:y|ies)|bug ?fixes|notices?|releases?|bulletins?|content|notes?"
            rf"|fixed|addressed)| and\b.*)*{_ENDS}",
        ),
    ),
    (
        Aside.FIXES,
        any_of(
            rf"{_SOME}(?:bugs?|fix(?:es|ed)?|bug ?fix(?:es)?|hot ?fix(?:es)?|bugs? fixed|resolved issues){_ENDS}"
        ),
    ),
    (
        Aside.NEWS,
        any_of(
            rf"{_SOME}(?:added|additions?|new|features?|enhancements?|improvements?|optimi[sz]ations?"
            rf"|highlights){_ENDS}",
            r"(?:[\w,/&-]+ ){0,3}(?:performance|what.?s (?:changed|new)|other|misc(?:ellaneous)?|changelog"
            r"|changes|changed)",
        ),
    ),
)
_SIGNS = re.compile(r"^[^\w`(\[]+|[^\w)\]`]+$")
_INTRODUCES = re.compile(r"(?:the|this|these|here|following|below|some|we)\b", re.IGNORECASE)
_TITLE = re.compile(r"[\W_]*(?:[\w'/&-]+ ){0,4}[\w'/&-]+")
_LONGEST = 80
_NAMED, _BOLD, _POINT = 8, 7, 10


class Standing(NamedTuple):
    """A block and what it stands under; `leads` says that it is above the points of its section.

    Of notes on migration only the first paragraph leads: what follows is a story.
    """

    block: Block
    topic: Topic | None
    leads: bool


def topic_of(heading: str) -> Topic | None:
    """Say what a heading announces; None where it says nothing of it."""
    bare = _SIGNS.sub("", _SIGNS.sub("", heading)).strip(" :")
    if len(bare) > _LONGEST:
        return None
    return next((topic for topic, words in _TOPICS if words.fullmatch(bare)), None)


def standing(blocks: Iterable[Block]) -> Iterator[Standing]:
    """Give the blocks that are no headings, each with what it stands under.

    A short line in bold type, a line that ends with a colon, and a point with others below it are headings, too,
    where they announce something.
    """
    under: list[tuple[int, Topic | None]] = []
    leads = after_point = True
    for block in blocks:
        level, topic = _as_heading(block)
        if block.depth or level:
            under = [one for one in under if one[0] < (level or _POINT + block.depth)]
        elif after_point:
            under = [one for one in under if one[0] < _NAMED]
        after_point = block.depth > 0
        if level:
            under.append((level, topic))
            leads = True
            continue
        leads = leads and not block.depth
        topic = _nearest(under)
        yield Standing(block, topic, leads)
        leads = leads and topic is not ChangeKind.MIGRATION


def _as_heading(block: Block) -> tuple[int, Topic | None]:
    """Give the level at which a block is a heading, 0 where it is none, and its topic."""
    text = shown(block.text)
    topic = topic_of(text)
    if block.level:
        return block.level, topic
    if len(text) > _LONGEST or not block.first:
        return 0, None
    if block.bold and not block.depth:
        return _BOLD, topic
    plain = not (block.bold or text.endswith(":"))
    if topic is None or _INTRODUCES.match(text) or (plain and (block.depth or not _TITLE.fullmatch(text))):
        return 0, None
    return _POINT + block.depth if block.depth else _NAMED, topic


def _nearest(under: Iterable[tuple[int, Topic | None]]) -> Topic | None:
    return next((topic for _, topic in reversed([*under]) if topic is not None), None)
