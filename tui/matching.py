"""Finding names by a few letters of theirs; pure, so that a worker can do it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain, count, islice
from typing import NamedTuple, Protocol

MOST = 500


class Candidate(NamedTuple):
    """Something to be found: its name and what stands beside it, casefolded, and whatever it stands for."""

    name: str
    about: str
    what: object


# What a candidate is made of: of sixty thousand that are gone through, most are never more.
Parts = tuple[str, str, object]


class Candidates(Protocol):
    """Candidates that can be counted, and gone through again and again."""

    def __len__(self) -> int:
        """How many there are."""

    def __iter__(self) -> Iterator[Parts]:
        """Give them in their order."""


@dataclass(frozen=True, slots=True)
class Together:
    """Candidates of several kinds, one kind after the other."""

    kinds: tuple[Candidates, ...]

    def __len__(self) -> int:
        """How many there are of all kinds."""
        return sum(map(len, self.kinds))

    def __iter__(self) -> Iterator[Parts]:
        """Give those of each kind."""
        return chain.from_iterable(self.kinds)


class Asked(NamedTuple):
    """A word that was typed, and the pattern of its letters with others between."""

    word: str
    scattered: re.Pattern[str]


def asked(typed: str) -> tuple[Asked, ...]:
    """Read what was typed: words, each of which must be found."""
    return tuple(Asked(word, _scattering(word)) for word in typed.casefold().split())


def _scattering(word: str) -> re.Pattern[str]:
    """Letters with others between; none of these is the next one, so that nothing is tried twice."""
    first, *others = map(re.escape, word)
    return re.compile(first + "".join(f"[^{letter}]*{letter}" for letter in others), re.DOTALL)


def best(candidates: Candidates, words: Sequence[Asked]) -> tuple[int, tuple[Candidate, ...]]:
    """Count the candidates that match, and return the closest of them; without words the first ones.

    Of the others none is kept, for they may be made while they are gone through.
    """
    if not words:
        return len(candidates), tuple(Candidate(*one) for one in islice(candidates, MOST))
    counted = count()
    found = (
        (distance, len(one[0]), next(counted), one)
        for one in candidates
        if (distance := _distance(one, words)) is not None
    )
    closest = tuple(Candidate(*one) for *_, one in nsmallest(MOST, found))
    return next(counted), closest


def _distance(candidate: Parts, words: Iterable[Asked]) -> int | None:
    name, about, _ = candidate
    total = 0
    for word in words:
        distance = _of_word(word, name)
        if distance is None:
            if word.word not in about:
                return None
            distance = 40
        total += distance
    return total


def _of_word(asked_word: Asked, name: str) -> int | None:
    """0 is the whole name; its beginning, a word's beginning, the inside, and scattered letters are farther."""
    word = asked_word.word
    at = name.find(word)
    if at == 0:
        return 0 if len(word) == len(name) else 1
    if at > 0:
        return 3 if name[at - 1].isalnum() else 2
    found = asked_word.scattered.search(name)
    return found and 10 + found.end() - found.start() - len(word)


def places_of(words: Iterable[Asked], name: str) -> frozenset[int]:
    """The indexes of the letters of a casefolded name that were typed."""
    places: set[int] = set()
    for word, pattern in words:
        at = name.find(word)
        if at >= 0:
            places.update(range(at, at + len(word)))
        else:
            places.update(_scattered(word, name, pattern))
    return frozenset(places)


def _scattered(word: str, name: str, pattern: re.Pattern[str]) -> Iterable[int]:
    if (found := pattern.search(name)) is None:
        return
    at = found.start()
    for letter in word:
        at = name.index(letter, at)
        yield at
        at += 1
