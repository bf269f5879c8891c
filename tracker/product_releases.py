"""The releases of a product as endoflife.date lists them, in the answer of its API or in the bundled tables.

The API, version 1: https://endoflife.date/docs/api/v1/
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.text import clean_line, is_clean_name

_MOST_LINES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRelease:
    """A release that a product's page names; `day` is None where it is not dated, `url` where it has no page."""

    name: str
    day: date | None
    url: str | None = None


def product_releases(answer: object) -> tuple[ProductRelease, ...]:
    """List what the lines of a product name, each name once, with its first day; raises ValueError for no product.

    A line names its newest release. It is a release itself where its name is not just the beginning of that one:
    1.36 of 1.36-eks-6, but not 16 of 16.3.
    """
    found: dict[str, ProductRelease] = {}
    for line in lines_of(answer):
        for one in _of_line(line):
            known = found.get(one.name, one)
            found[one.name] = min((known, one), key=lambda release: release.day or date.max)
    return tuple(found.values())


def lines_of(answer: object) -> list[Mapping[str, Any]]:
    """Return the lines of a product; raises ValueError where the answer is none."""
    product = answer.get("result") if isinstance(answer, Mapping) else None
    lines = product.get("releases") if isinstance(product, Mapping) else None
    if not isinstance(lines, list) or not all(isinstance(line, Mapping) for line in lines):
        raise ValueError("it holds no list of releases")
    if len(lines) > _MOST_LINES:
        raise ValueError(f"it holds more than {_MOST_LINES:,} lines")
    return lines


def _of_line(line: Mapping[str, Any]) -> Iterator[ProductRelease]:
    name = line.get("name")
    newest = line.get("latest")
    newest = newest if isinstance(newest, Mapping) and is_name(newest.get("name")) else None
    if is_name(name) and not (newest and _begins(name, newest["name"])):
        yield ProductRelease(name=str(name), day=_day(line.get("releaseDate")))
    if newest:
        yield ProductRelease(name=newest["name"], day=_day(newest.get("date")), url=_page(newest.get("link")))


def is_name(name: object) -> bool:
    """Say whether a name of a line or a release can be kept as it is."""
    return isinstance(name, str) and is_clean_name(name)


def _begins(line: object, release: str) -> bool:
    """Say whether a release adds numbers to its line: 16.3 and 8u501 do, 1.36-eks-6 and 4.2.x do not."""
    return bool(re.match(rf"{re.escape(str(line))}[._u][0-9]", release))


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if isinstance(text, str) else None
    except ValueError:
        return None


def _page(link: object) -> str | None:
    usable = isinstance(link, str) and re.fullmatch(r"https?://[!-~]{1,1000}", link)
    return clean_line(str(link), 1010) if usable else None
