"""How far a deployed version is behind the newest."""

from itertools import zip_longest

from tracker.advice.history import KnownRelease
from tracker.advice.outlook import Outlook
from tracker.model import Behind
from tracker.versions import Version

NOT_BEHIND = Behind(releases=0, majors=0, minors=0, patches=0, days=0, libyears=0.0)
UNKNOWN = Behind(releases=None, majors=None, minors=None, patches=None, days=None, libyears=None)


def distance(deployed: Version, newest: KnownRelease, running: KnownRelease | None, outlook: Outlook) -> Behind:
    """Measure the distance from a deployed version, and from its release where known, to the newest stable one.

    Days are whole and never below zero; libyears are days / 365.25 (https://libyear.com).
    """
    majors, minors, patches = _steps(deployed, newest.version)
    days = None if running is None else max((newest.released_at - running.released_at).days, 0)
    return Behind(
        releases=len(outlook.stable) - outlook.pool().start(deployed),
        majors=majors,
        minors=minors,
        patches=patches,
        days=days,
        libyears=None if days is None else round(days / 365.25, 2),
    )


def _steps(deployed: Version, newest: Version) -> tuple[int | None, int | None, int | None]:
    """Return the difference in the first number that differs of three; one further right counts as a patch."""
    if not deployed.numbers or not newest.numbers:
        return (None, None, None)
    pairs = list(zip_longest(deployed.numbers[:3], newest.numbers[:3], fillvalue=0))
    for place, (ours, theirs) in enumerate(pairs):
        if ours != theirs:
            steps = [0, 0, 0]
            steps[place] = theirs - ours
            return (steps[0], steps[1], steps[2])
    return (0, 0, 1)
