"""Examples that templates of somebody's own are tried on: with everything that there can be, and without."""

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.model import Cause, Picture
from tracker.record import replace
from tracker.report.letter.alert import AlarmView, AlertView
from tracker.report.letter.view import DigestView, EntryView, LineView, SectionView

_PAGE = "https://example.org/page"
_PICTURE = Picture(name="duties.png", png=b"", words="Open duties day by day.")
_LINE = LineView(
    component="kafka",
    said="opened line 4.3",
    to="4.3.1",
    url=_PAGE,
    causes=(Cause(text="CVE-2026-1", url=_PAGE),),
    more_causes="and 2 more",
    places=("prod 4.3.0, overdue 3d",),
    more="and 1 in staging",
    way=Cause(text="On the way: 1 breaking change", url=_PAGE),
    tone="bad",
)
_BARE = replace(
    _LINE, said="", to="", url=None, causes=(), more_causes="", places=(), more="", way=None, tone="plain"
)
_SECTION = SectionView(title="New", count=12, lines=(_LINE, _BARE), more="and 10 more: tracker check prod")
_DIGEST = DigestView(
    subject="ops: 1 new",
    title="ops",
    span="2026-11-20, 1 environment",
    counts=((1, "overdue", "bad"), (2, "fine", "good")),
    sections=(_SECTION, _SECTION),
    remarks=("One thing more.",),
    quiet=False,
)
_QUIET = replace(_DIGEST, counts=(), sections=(), remarks=(), quiet=True)
_ROW = EntryView(
    name="kafka", version="4.3.0", to="4.3.1", url=_PAGE, standing="overdue 3d", tone="bad", support="ended"
)
_ALARM = AlarmView(
    name="CVE-2026-1", said="severity high", url=_PAGE, tone="bad", hits=("prod: kafka 4.3.0",), more="and 1 more"
)
_ALERT = AlertView(
    subject="CVE-2026-1 (high): kafka in prod",
    alarms=(_ALARM, replace(_ALARM, url=None, more="")),
    more="and 3 more vulnerabilities",
    remarks=("One thing more.",),
)


def given() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What every template that writes something whole is given, one example after the other."""
    full = {"digest": _DIGEST, "picture": _PICTURE, "source": "cid:duties.png"}
    quiet = {"digest": _QUIET, "picture": None, "source": ""}
    letters = {f"letter.{ending}.j2": (full, quiet) for ending in ("md", "txt", "html")}
    alerts = {f"alert.{ending}.j2": ({"alert": _ALERT},) for ending in ("md", "txt", "html")}
    return {**letters, **alerts, "page.html.j2": ({**full, "rows": (_ROW,)}, {**quiet, "rows": ()})}
