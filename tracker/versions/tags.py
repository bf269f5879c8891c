"""What each tag of a repository is: a stable release, a pre-release, or none, and by which rule."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from tracker.errors import UnreadableVersion
from tracker.model import TagRule
from tracker.versions.schemes import parse
from tracker.versions.version import Version

_SPLIT = re.compile(r"(?P<family>.*?)(?P<version>\d.*)")
_COMMIT_HASH = re.compile(r"[0-9a-f]{7,40}")


class Kind(StrEnum):
    """What a tag was read as."""

    STABLE = "stable"
    PRERELEASE = "prerelease"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One tag, the version read from it (None where it is skipped), and the rule that said so."""

    tag: str
    kind: Kind
    version: Version | None
    rule: str


def read_tags(tags: Sequence[str], rule: TagRule | None) -> tuple[Reading, ...]:
    """Read a repository's whole tag list, in its order; without a rule the list itself tells the naming."""
    used = rule or infer(tags)
    if used is None:
        return tuple(_skipped(tag, "no naming of releases could be inferred from the tags") for tag in tags)
    return tuple(_read(tag, used) for tag in tags)


def infer(tags: Iterable[str]) -> TagRule | None:
    """Infer the naming from a tag list: the family of tags with the most readable versions is the product."""
    families: Counter[str] = Counter()
    for tag in tags:
        match = _SPLIT.fullmatch(tag)
        if match and not _COMMIT_HASH.fullmatch(tag) and _is_readable(match["version"], "loose"):
            families[match["family"]] += 1
    if not families:
        return None
    family = min(families, key=lambda name: (-families[name], len(name), name))
    return TagRule(
        scheme="loose",
        pattern=f"{re.escape(family)}(?P<version>\\d.*)",
        tag_format=family.replace("{", "{{").replace("}", "}}") + "{version}",
    )


def read_deployed(text: str, rule: TagRule) -> Version:
    """Read a deployed version as people write it: bare, after a v, or as the tag; raises UnreadableVersion."""
    bare = text.strip()
    match = _compiled(rule.pattern).fullmatch(bare)
    candidates = [match["version"]] if match else []
    candidates += [bare, bare.removeprefix("v")]
    for candidate in candidates:
        if _is_readable(candidate, rule.scheme):
            return parse(candidate, rule.scheme)
    raise UnreadableVersion(f"'{text}' cannot be read as a version ({rule.scheme})")


def tag_of(version: str, rule: TagRule) -> str:
    """Write the tag the project gives a version, for versions known only from tables."""
    return rule.tag_format.format(version=version, underscored=version.replace(".", "_"))


def _read(tag: str, rule: TagRule) -> Reading:
    match = _compiled(rule.pattern).fullmatch(tag)
    if match is None:
        return _skipped(tag, f"is not of the form {rule.pattern}")
    text = _dotted(match["version"])
    if not _is_readable(text, rule.scheme):
        return _skipped(tag, f"'{text}' is not a version under the scheme {rule.scheme}")
    version = parse(text, rule.scheme)
    early = version.prerelease or (rule.prereleases and _compiled(rule.prereleases).search(tag))
    kind = Kind.PRERELEASE if early else Kind.STABLE
    return Reading(tag=tag, kind=kind, version=version, rule=f"{rule.scheme}, {rule.pattern}")


def _skipped(tag: str, why: str) -> Reading:
    return Reading(tag=tag, kind=Kind.SKIPPED, version=None, rule=why)


def _dotted(text: str) -> str:
    """Write underscores between numbers as dots, as PostgreSQL's REL_16_3 means 16.3."""
    return re.sub(r"(?<=\d)_(?=\d)", ".", text)


def _is_readable(text: str, scheme: str) -> bool:
    try:
        parse(text, scheme)
    except UnreadableVersion:
        return False
    return True


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
