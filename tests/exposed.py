"""A component's vulnerabilities as examples of the core know them: each affects what is below its fix."""

from dataclasses import dataclass

from examples import NOW, day
from tracker.advice import Exposure, Outlook
from tracker.advice.exposure import Match, urgency_of_rating
from tracker.model import Rating, Vulnerability
from tracker.versions import Version, parse


@dataclass(frozen=True, slots=True)
class Flaw:
    """A vulnerability below a version; `unclear` says why it may not concern anybody."""

    id: str
    below: str
    unclear: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def record(self) -> Vulnerability:
        return Vulnerability(
            id=self.id,
            source="OSV",
            modified_at=NOW,
            aliases=self.aliases,
            rating=Rating.HIGH,
            published_at=day("2026-01-01"),
        )


class Flawed(Exposure):
    """What some flaws say of any version."""

    def __init__(self, flaws: tuple[Flaw, ...], outlook: Outlook) -> None:
        super().__init__([flaw.record for flaw in flaws], outlook)
        self.flaws = flaws

    def of(self, version: Version, *, distributor: bool = False) -> tuple[Match, ...]:
        return tuple(
            Match(
                vulnerability=flaw.record,
                urgency=urgency_of_rating(flaw.record.rating),
                published_at=flaw.record.published_at,
                fix=next((one for one in self.outlook.history.releases if one.version.text == flaw.below), None),
                fixed_at=day("2026-01-01"),
                unclear="a distributor's build" if distributor else flaw.unclear,
            )
            for flaw in self.flaws
            if version < parse(flaw.below, version.scheme)
        )

    def affecting(self, version: Version) -> frozenset[str]:
        return frozenset(one.vulnerability.id for one in self.of(version) if one.unclear is None)
