"""How a project names its releases, learned from all of its tags at once."""

import gc
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from tracker.model import LineRule, TagRule
from tracker.versions.epochs import Dates, module_aliases, of_candidates, other_numbering, other_styles
from tracker.versions.families import Series, main_series
from tracker.versions.oddities import Oddities, builds, early_zeros, markers, odd_spellings, zeros
from tracker.versions.python import as_python, is_python
from tracker.versions.reading import Kind, Reading, skipped
from tracker.versions.schemes import SCHEMES
from tracker.versions.splitting import Numbering, Part, take_apart

UNDECIDED = "no naming of releases could be inferred from the tags"

_SCHEMES = {Numbering.INTEGER: "integer", Numbering.STAMP: "date", Numbering.YEAR: "calendar"}
_COMPANION = re.compile(r"(?P<version>[0-9.]+)[-_+]+[A-Za-z]+[-_.]?[0-9]+(?:[._][0-9]+)+")
_TELLING = 10  # so many of the newest releases tell how lines are cut
_DIGITS = re.compile(r"[0-9]+")
_STRICT = re.compile(r"0\.0\.0(?:-[A-Za-z]+(?:\.0)*)?(?:\+[A-Za-z]+(?:-0)?)?")


def infer(tags: Iterable[str], dates: Mapping[str, datetime] | None = None) -> TagRule | None:
    """Infer the naming from a tag list, and from the dates of tags where they are known; None if there is none."""
    return study(tuple(tags), dates)[0]


def study(
    tags: Sequence[str], dates: Mapping[str, datetime] | None = None
) -> tuple[TagRule | None, tuple[Reading, ...]]:
    """Read a whole tag list, in its order, by the naming it shows itself; the rule is None if it shows none."""
    with _collecting_nothing():
        return _study(tags, dates or {})


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """Keep the garbage collector off what is all in use.

    It would walk the growing heap again and again: 10 times as many tags took 13.5 times as long, now 12.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _study(tags: Sequence[str], dates: Dates) -> tuple[TagRule | None, tuple[Reading, ...]]:
    apart = {tag: take_apart(tag) for tag in tags}
    parts = [one for one in apart.values() if isinstance(one, Part)]
    main = main_series(parts, dates)
    if main is None:
        return None, tuple(skipped(tag, f"{UNDECIDED}: it {_shown(apart[tag])}") for tag in tags)
    rule, readings = _read([_readable(one, main) for one in main.parts], dates)
    return rule, tuple(readings.get(tag) or skipped(tag, _why_not(apart[tag], main)) for tag in tags)


def _readable(one: Part, main: Series) -> Part:
    """Leave out of the version what a whole series carries and no scheme orders: `__PG_16_3`, `-acme`."""
    if not main.variant:
        return one
    companion = _COMPANION.fullmatch(one.text)
    if companion is not None:
        text = companion["version"]
    elif one.version is None:
        text = re.sub(rf"[-_.+]*(?:{main.variant.replace('-', '|')})", "", one.text, flags=re.IGNORECASE)
    else:
        return one
    again = take_apart(text)
    return one if isinstance(again, str) else replace(again, tag=one.tag, prefix=one.prefix, family=one.family)


def _read(members: Sequence[Part], dates: Dates) -> tuple[TagRule | None, dict[str, Reading]]:
    """Read the tags of the product, oddities apart."""
    members = as_python(members)
    kept = [one for one in members if one.version is not None]
    readings = {one.tag: skipped(one.tag, _shown(one)) for one in members if one.version is None}
    for found in _oddities(kept, dates):
        odd = {one.tag: skipped(one.tag, why) for one, why in found}
        if odd:
            kept[:] = [one for one in kept if one.tag not in odd]
            readings |= odd
    if not kept:
        return None, readings
    final, earlier = of_candidates(kept)
    readings |= {tag: skipped(tag, why) for tag, why in earlier.items()}
    shown = [
        replace(one, text=final[one.tag], stable=True) if one.tag in final else one
        for one in kept
        if one.tag not in earlier
    ]
    scheme = "pep440" if is_python(shown) else _scheme(shown)
    readings |= {one.tag: _reading(one, scheme, candidate=one.tag in final) for one in shown}
    return _rule(shown, scheme), readings


def _oddities(kept: list[Part], dates: Dates) -> Iterator[Oddities]:
    """Look for each kind of oddity among what the kinds before it left."""
    yield odd_spellings(kept)
    yield zeros(kept)
    yield other_numbering(kept, dates)
    yield module_aliases(kept, dates)
    yield builds(kept)
    yield other_styles(kept, dates)
    yield markers(kept)
    yield early_zeros(kept)


def _reading(one: Part, scheme: str, *, candidate: bool) -> Reading:
    as_read = one.version if one.version is not None and one.version.scheme == scheme else None
    version = SCHEMES[scheme](one.text) if as_read is None or candidate else as_read
    kind = Kind.STABLE if one.stable else Kind.PRERELEASE
    return Reading(
        tag=one.tag, kind=kind, version=version, rule=_rule_text(scheme, one.prefix, candidate=candidate)
    )


@lru_cache(maxsize=1024)
def _rule_text(scheme: str, prefix: str, *, candidate: bool) -> str:
    named = f"'{prefix}' and a version" if prefix else "a bare version"
    why = ", the last candidate, as releases have no tag of their own" if candidate else ""
    return f"{scheme}: {named}{why}"


def _scheme(parts: Sequence[Part]) -> str:
    """Name the scheme that reads every tag of the product."""
    ways = {one.numbering for one in parts}
    only = _SCHEMES.get(next(iter(ways)), "loose") if len(ways) == 1 else "loose"
    shapes = {_DIGITS.sub("0", one.text) for one in parts}
    if only != "loose":
        return "loose" if only == "integer" and shapes != {"0"} else only
    return "semver" if all(_STRICT.fullmatch(shape) for shape in shapes) else "loose"


def _rule(parts: Sequence[Part], scheme: str) -> TagRule:
    counts = Counter(one.prefix for one in parts)
    prefixes = sorted(counts, key=lambda prefix: (-counts[prefix], prefix))
    newest = max(parts, key=lambda one: (one.stable, one.order))
    written = "{underscored}" if re.search(r"[0-9]_[0-9]", newest.tag) else "{version}"
    return TagRule(
        scheme=scheme,
        pattern=f"(?:{'|'.join(map(re.escape, prefixes))})(?P<version>\\d.*)",
        tag_format=newest.prefix.replace("{", "{{").replace("}", "}}") + written,
        line=_line_rule(parts),
    )


def _line_rule(parts: Sequence[Part]) -> LineRule:
    """Cut lines where the numbers show them: of releases that all have two numbers, the second is the patch.

    Only the newest count, since PostgreSQL once had three. A calendar has no patches to tell by.
    """
    stable = sorted((one for one in parts if one.stable), key=lambda one: one.order)[-_TELLING:]
    two = all(one.version is not None and len(one.version.numbers) == 2 for one in stable)
    patched = len(stable) == _TELLING and two and all(one.numbering is Numbering.NUMBERS for one in stable)
    return LineRule.ALL_BUT_LAST if patched else LineRule.MAJOR_MINOR


def _why_not(one: Part | str, main: Series) -> str:
    if isinstance(one, str):
        return one
    if one.family == main.family:
        return f"carries '{one.variant}', which releases do not" if one.variant else f"lacks '{main.variant}'"
    doubt = ", though it has as many tags: a catalog file can say which" if one.family in main.rivals else ""
    return f"is of the series '{one.prefix}', which is not the product's{doubt}"


def _shown(one: Part | str) -> str:
    return one if isinstance(one, str) else f"holds '{one.text}', which is no version"
