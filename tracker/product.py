"""What endoflife.date says of a product: the answer of its API, version 1, as records.

The shape is documented at https://endoflife.date/docs/api/v1/.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from urllib.parse import quote

from pydantic import Field
from pydantic.alias_generators import to_camel

from tracker.answers import Answer, Day, Instant, Line, Name, read_answer, web_address
from tracker.model import SupportFacts, SupportLine
from tracker.record import Record
from tracker.text import is_clean_name


class ProductRelease(Record):
    """A release that a product's page names; `day` is None where it is not dated, `url` where it has no page."""

    name: str
    day: date | None
    url: str | None = None


class Product(Record):
    """The support of a product's lines, the newest version of each with its day, and all releases it names.

    `names` are all that the service knows it by. The day of `support` is that on which the answer was generated.
    """

    names: tuple[str, ...]
    support: SupportFacts
    latest: tuple[tuple[str, date], ...]
    releases: tuple[ProductRelease, ...]


class _Latest(Answer):
    name: Line
    date: Day | None = None
    link: str | None = None


class _Release(Answer, alias_generator=to_camel):
    name: Name
    release_date: Day | None = None
    is_lts: bool
    lts_from: Day | None = None
    eoas_from: Day | None = None
    is_eol: bool
    eol_from: Day | None = None
    is_maintained: bool
    latest: _Latest | None = None


class _Result(Answer):
    name: Name
    aliases: list[Name] = Field(default_factory=list)
    releases: list[_Release]


class _Answer(Answer):
    generated_at: Instant
    result: _Result


def read_product(body: bytes) -> Product:
    """Read the answer about one product; raises BadAnswer.

    The page named as the source is that of the product on endoflife.date, whatever server mirrors the API.
    """
    answer = read_answer(body, _Answer)
    result = answer.result
    newest = (one.latest for one in result.releases)
    return Product(
        names=(result.name, *result.aliases),
        support=SupportFacts(
            lines=tuple(map(_support_line, result.releases)),
            source=f"https://endoflife.date/{quote(result.name)}",
            day=answer.generated_at.date(),
        ),
        latest=tuple((one.name, one.date.date()) for one in newest if one and one.date),
        releases=_named(result.releases),
    )


def _named(lines: Iterable[_Release]) -> tuple[ProductRelease, ...]:
    """List what the lines of a product name, each name once, with its first day."""
    found: dict[str, ProductRelease] = {}
    for one in (release for line in lines for release in _of_line(line)):
        known = found.get(one.name, one)
        found[one.name] = min((known, one), key=lambda release: release.day or date.max)
    return tuple(found.values())


def _of_line(line: _Release) -> Iterator[ProductRelease]:
    """Name a line's newest release, and the line where it is one itself, not just the beginning of that release.

    1.36 is one beside 1.36-eks-6, and 16 is none beside 16.3.
    """
    newest = line.latest if line.latest and is_clean_name(line.latest.name) else None
    if not (newest and _begins(line.name, newest.name)):
        yield ProductRelease(name=line.name, day=_day(line.release_date))
    if newest:
        yield ProductRelease(name=newest.name, day=_day(newest.date), url=web_address(newest.link or ""))


def _begins(line: str, release: str) -> bool:
    """Say whether a release adds numbers to its line: 16.3 and 8u501 do, 1.36-eks-6 and 4.2.x do not."""
    return bool(re.match(rf"{re.escape(line)}[._u][0-9]", release))


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None


def _support_line(line: _Release) -> SupportLine:
    """Read one line of support; the end of paid support (`eoesFrom`) is not the end that counts here.

    A dated end needs no mark, so that judging as of an earlier day does not find it ended.
    """
    return SupportLine(
        name=line.name,
        released_at=line.release_date,
        active_until=line.eoas_from,
        ends_at=line.eol_from,
        ended=line.is_eol and line.eol_from is None,
        lts_from=line.lts_from or (line.release_date if line.is_lts else None),
        maintained=line.is_maintained and not line.is_eol,
    )
