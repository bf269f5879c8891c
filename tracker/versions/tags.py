"""What each tag of a repository is: a stable release, a pre-release, or none, and by which rule."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from tracker.errors import UnreadableVersion
from tracker.model import TagRule
from tracker.versions.inference import study
from tracker.versions.reading import Kind, Reading, skipped
from tracker.versions.schemes import parse
from tracker.versions.version import Version
from tracker.versions.words import CANDIDATES, without_ignored

_CANDIDATE = re.compile(rf"[-._]?(?:{'|'.join(sorted(CANDIDATES))})[-._]?(?P<number>[0-9]{{1,9}})$", re.IGNORECASE)
_BETWEEN_NUMBERS = re.compile(r"(?<=[0-9])_(?=[0-9])")


def read_tags(
    tags: Sequence[str], rule: TagRule | None, dates: Mapping[str, datetime] | None = None
) -> tuple[Reading, ...]:
    """Read a repository's whole tag list, in its order; without a rule the list itself tells the naming.

    `dates` are those of the tags, where they are known: they tell a numbering that ended from the living one.
    """
    if rule is None:
        return study(tags, dates)[1]
    said = f"{rule.scheme}, {rule.pattern}"
    return _last_candidates([_read(tag, rule, said) for tag in tags])


def tag_of(version: str, rule: TagRule) -> str:
    """Write the tag the project gives a version, for versions known only from tables."""
    return rule.tag_format.format(version=version, underscored=version.replace(".", "_"))


def match_tag(text: str, rule: TagRule) -> str | None:
    """Return what a rule takes for the version in a tag, None where it is not of the rule's form."""
    match = _compiled(rule.pattern).fullmatch(text)
    return None if match is None else match["version"]


def dotted(text: str) -> str:
    """Write underscores between numbers as dots, as PostgreSQL's REL_16_3 means 16.3."""
    return _BETWEEN_NUMBERS.sub(".", text) if "_" in text else text


def _read(tag: str, rule: TagRule, said: str) -> Reading:
    text = match_tag(tag, rule)
    if text is None:
        return skipped(tag, f"is not of the form {rule.pattern}")
    text = without_ignored(dotted(text)) if rule.scheme == "loose" else dotted(text)
    try:
        version = parse(text, rule.scheme)
    except UnreadableVersion:
        return skipped(tag, f"'{text}' is not a version under the scheme {rule.scheme}")
    early = version.prerelease or (rule.prereleases and _compiled(rule.prereleases).search(tag))
    kind = Kind.PRERELEASE if early else Kind.STABLE
    return Reading(tag=tag, kind=kind, version=version, rule=said)


def _last_candidates(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Skip all but the last candidate of a release, where the rule leaves the candidate out of the version."""
    last: dict[Version, tuple[int, str]] = {}
    numbers: dict[str, int] = {}
    for one in readings:
        match = _CANDIDATE.search(one.tag) if one.kind is Kind.STABLE else None
        if match is not None and one.version is not None:
            numbers[one.tag] = int(match["number"])
            last[one.version] = max(last.get(one.version, (0, "")), (numbers[one.tag], one.tag))
    return tuple(
        skipped(one.tag, f"is a candidate before {last[one.version][1]}")
        if one.version in last and one.tag in numbers and last[one.version][1] != one.tag
        else one
        for one in readings
    )


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
