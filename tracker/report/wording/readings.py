"""Sentences on what was read and what could not be."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from tracker.model import ServiceFailure


def failures(failed: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """One sentence for each kind of failure while reading feeds, from (what was read, error)."""
    return tuple(f"Not read: {names}: {error}." for names, error in together(failed))


def unread_services(failed: Iterable[ServiceFailure]) -> tuple[str, ...]:
    """One sentence for each service that could not be read, with the age of what is known instead."""
    return tuple(f"Not read: {one.service}: {one.error}; {_last_known(one.facts_from)}." for one in failed)


def counted_services(read: Mapping[str, tuple[int, int]]) -> str:
    """How many of how many subjects were read of each service: `endoflife 15 of 15, kev 1 of 1`."""
    return ", ".join(f"{service} {count} of {total}" for service, (count, total) in read.items())


_FACTS: Mapping[str, tuple[str, str]] = {
    "repository": ("repository", "repositories"),
    "support": ("product's support", "products' support"),
    "package": ("package's vulnerabilities", "packages' vulnerabilities"),
    "exploited": ("catalogue of exploited vulnerabilities", "catalogues of exploited vulnerabilities"),
}


def counted_facts(counts: Mapping[str, int]) -> str:
    """How many facts of each kind: `2 repositories, 1 product's support`."""
    told = ((counts[kind], *words) for kind, words in _FACTS.items() if counts.get(kind))
    return ", ".join(f"{count} {one if count == 1 else more}" for count, one, more in told) or "nothing"


def gaps(open_ones: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """One sentence for each reason why a gap in a history stays open, from (repository, reason)."""
    return tuple(f"Releases may be missing: {names}: {why}." for names, why in together(open_ones))


def _last_known(at: datetime | None) -> str:
    return "nothing was known before" if at is None else f"last known on {at.date()}"


def together(pairs: Iterable[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """Put together the names for which the same is said, from (name, what is said of it)."""
    groups: dict[str, list[str]] = {}
    for name, said in pairs:
        groups.setdefault(said, []).append(name)
    return [(some(names), said) for said, names in groups.items()]


def some(names: Sequence[str], between: str = ", ") -> str:
    """The first three of some names, and how many more there are."""
    return between.join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
