"""Passages that speak of nothing that concerns those who upgrade, whatever words are in them."""

import re
from collections.abc import Sequence

from tracker.advice.changes.patterns import any_of

# What stands before the matter: hashes of commits, numbers of issues, `[AREA]`, `(AREA)`, `area:`, `fix(area):`.
_REFERENCE = re.compile(r"^(?:[0-9a-f]{7,40}|#\d+|[A-Z][A-Z0-9]{1,15}-\d+|\(#?\d+\))\b[\s:,-]*")
_LABEL = re.compile(
    r"^(?:\[(?P<bracket>[^\[\]]{1,40})\]:?|\((?P<paren>[A-Z][A-Z -]{2,30}|internal)\):?"
    r"|(?P<colon>[\w\u00b7 ./&,*-]{1,30}(?:\([^()]{0,40}\))?!?):(?=\s))\s*"
)
_SIGNS = re.compile(r"^[^\w\[(`\u00b7]+")
_MOST_LABELS = 4

_OWN_WORK = any_of(
    r"(?:chore|ci|tests?|testing|docs?|documentation|refactor(?:ing)?|style|build|deps?|dependencies)(?:\(.*\))?",
    r"(?:dev|internal|release|workflows?|github(?: actions)?|lint|cleanup|examples?|typo|meta|tools?"
    r"|infra)(?:\(.*\))?",
)
_DULL = any_of(
    r"(?:re-?)?bump(?:s|ed|ing)?\b(?! (?:the )?minimum)",
    r"(?:up(?:date|grade)|pin|lock)(?:s|d|ed)? (?:of )?(?:(?:all|the|dev\w*|indirect|go) )*(?:dependenc"
    r"|deps\b|module)",
    r"(?:up(?:date|grade)|pin)(?:s|d|ed)? (?:lock ?file|vendor|\S+ (?:from|to|digest)\b)",
    r"revert(?:s|ed)?\b",
    r"full changelog|what'?s changed|see (?:the )?(?:full |complete )?(?:changelog|commits|release notes)",
    r"(?:for )?(?:more|further|full|additional) (?:\w+ )?(?:information|details)\b",
    r"(?:many |special |big )*thank|@[\w-]+(?:,? (?:and )?@[\w-]+)*$|.*\bfirst contribution\b",
    r"(?:fix|correct)(?:e[sd])? (?:a )?typos?",
    r"(?:there (?:are|is|were) )?(?:no|none|nothing|n/?a)\b[\w\s-]*$",
    r"(?:there (?:are|were) )?no (?:known |other )?(?:breaking|deprecat|security|incompatib|migration|remov"
    r"|upgrade)",
)
_MENDING_LABEL = any_of(r"(?:bug ?|hot ?)?fix(?:es|ed)?(?:\(.*\))?|bugs?")
_MENDS = any_of(
    r".*\bin (?:the )?(?:docs?|documentation|readme|tests|test suite|ci)\b",
    r"(?:bug ?)?fix(?:e[sd]|ing)?\b|(?:hot|bug)fix|resolve[sd]?\b|correct(?:s|ed|ly)?\b|repair|prevent|avoid"
    r"|ensure",
    r"don.?t\b|do not\b|stop(?:s|ped)?\b|handle|suppress|silence|ignore|tests?\b",
    r"(?:add|improve|update)(?:s|ed)? (?:\w+ ){0,4}(?:tests?|docs?|documentation|readme|comments?|examples?)\b",
    r"(?:add|improve|update)(?:s|ed)? (?:\w+ ){0,4}(?:warnings?|message|lint|diagnostics?)\b",
)


def labels_of(said: str) -> tuple[Sequence[str], str]:
    """Take the labels before the matter of a passage apart from it."""
    labels, rest = [], said
    for _ in range(_MOST_LABELS):
        rest = _REFERENCE.sub("", _SIGNS.sub("", rest))
        found = _LABEL.match(rest)
        if found is None:
            break
        labels.append((found["bracket"] or found["paren"] or found["colon"]).strip())
        rest = rest[found.end() :]
    return labels, _SIGNS.sub("", rest)


def is_dull(matter: str) -> bool:
    """Say whether a passage is about dependencies, people or other pages, or denies a change."""
    return bool(_DULL.match(matter))


def is_own_work(labels: Sequence[str]) -> bool:
    """Say whether labels such as `ci:` or `docs(api):` make a passage one about the project's own work."""
    return any(map(_OWN_WORK.fullmatch, labels))


def mends(labels: Sequence[str], matter: str) -> bool:
    """Say whether a passage tells of a fault that was mended."""
    return bool(_MENDS.match(matter)) or any(map(_MENDING_LABEL.fullmatch, labels))
