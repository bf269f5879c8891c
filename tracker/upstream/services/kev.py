"""CISA's catalogue of vulnerabilities that are known to be exploited.

Its shape: https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities_schema.json.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import Field

from tracker.answers import Answer, Day, Name, read_answer, read_part
from tracker.errors import BadAnswer


class _Catalogue(Answer):
    count: int | None = None
    vulnerabilities: list[Any]


class _Entry(Answer):
    id: Name = Field(alias="cveID")
    added_on: Day = Field(alias="dateAdded")


def read_exploited(body: bytes) -> Mapping[str, datetime]:
    """Read which CVE was added on which day; raises BadAnswer.

    A catalogue that is empty or not all there is refused as a whole, for what it lacks counts as taken back.
    """
    catalogue = read_answer(body, _Catalogue)
    entries = [read_part(one, _Entry) for one in catalogue.vulnerabilities]
    if not entries:
        raise BadAnswer("served an empty catalogue")
    if catalogue.count not in {None, len(entries)}:
        raise BadAnswer(f"served {len(entries)} entries of {catalogue.count}")
    return {one.id: one.added_on for one in entries}
