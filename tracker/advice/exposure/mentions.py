"""Vulnerabilities of which nothing is known but that the notes of releases name them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from tracker.advice.exposure.match import Match, urgency_of
from tracker.advice.outlook import Outlook
from tracker.advice.pool import Placed
from tracker.model import Vulnerability
from tracker.versions import Version


class Mentions:
    """Which releases name a vulnerability that no record has; a release that names one is taken to fix it."""

    def __init__(self, outlook: Outlook, recorded: Collection[str]) -> None:
        naming: dict[str, list[Placed]] = defaultdict(list)
        for one in outlook.stable:
            for name in one.release.mentions:
                if name not in recorded:
                    naming[name].append(one)
        self._naming: Mapping[str, list[Placed]] = dict(sorted(naming.items()))
        versions = {one.release.version for releases in naming.values() for one in releases}
        self._versions = sorted(versions, key=lambda version: version.key)

    def place(self, version: Version) -> int:
        """Tell between which releases that name something a version lies; those of one line there are alike."""
        return bisect_right(self._versions, version)

    def of(self, version: Version, line: str) -> Iterator[Match]:
        """Tell what releases above a version name, but for what one of its own line up to it names as well."""
        for name, releases in self._naming.items():
            above = [one for one in releases if one.release.version > version]
            behind = any(one.line == line and one.release.version <= version for one in releases)
            if above and not behind:
                yield self._match(name, above, line)

    @staticmethod
    def _match(name: str, above: list[Placed], line: str) -> Match:
        """Make a match of the nearest release of the version's line, else of the lowest that names it."""
        fix = next((one for one in above if one.line == line), above[0])
        why = f"only the notes of {fix.release.version} name it, which is on another line"
        unclear = None if fix.line == line else why
        released_at = fix.release.released_at
        vulnerability = Vulnerability(
            id=name, source=fix.release.url or fix.release.tag, modified_at=released_at, published_at=released_at
        )
        return Match(
            vulnerability=vulnerability,
            urgency=urgency_of(vulnerability, unclear),
            published_at=released_at,
            fix=fix.release,
            fixed_at=released_at,
            unclear=unclear,
            mentioned_by=fix.release,
        )
