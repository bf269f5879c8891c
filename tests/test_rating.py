"""How bad a vulnerability is, in one word."""

import pytest

from tracker.model import Rating, Severity
from tracker.rating import rate

V2 = "AV:N/AC:L/Au:N/C:P/I:P/A:P"
V3 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
V3_LOW = "CVSS:3.0/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"
V4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N"


@pytest.mark.parametrize(
    ("stated", "scores", "rating"),
    [
        (None, (), Rating.UNKNOWN),
        ("MODERATE", (V3,), Rating.MEDIUM),
        ("Important", (), Rating.HIGH),
        ("Unknown", (V3,), Rating.CRITICAL),
        (None, (V2,), Rating.HIGH),
        (None, (f"({V2})",), Rating.HIGH),
        (None, (V3, V2), Rating.CRITICAL),
        (None, (V3, V4), Rating.MEDIUM),
        (None, (V3_LOW, V3), Rating.CRITICAL),
        (None, (V3_LOW,), Rating.LOW),
        (None, ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N",), Rating.LOW),
        (None, ("negligible",), Rating.LOW),
        (None, ("CVSS:4.0/AV:N", V3), Rating.CRITICAL),
        (None, ("CVSS:9.0/AV:N", "7.5", "", "CVSS:3.1/" + "AV:N/" * 1000), Rating.UNKNOWN),
    ],
)
def test_a_word_of_the_database_counts_else_the_newest_notation_that_can_be_read(
    stated: str | None, scores: tuple[str, ...], rating: Rating
) -> None:
    assert rate(stated, [Severity(notation="CVSS", score=score) for score in scores]) is rating
