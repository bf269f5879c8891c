"""What one finding depends on, and what was judged from it."""

from dataclasses import dataclass, field
from datetime import datetime

from tracker.advice.distance import UNKNOWN
from tracker.advice.history import History, KnownRelease
from tracker.advice.outlook import Outlook
from tracker.advice.policy import Policy
from tracker.advice.support import Standing
from tracker.advice.targets import Choice
from tracker.model import (
    Behind,
    Component,
    Deployment,
    Duty,
    Hold,
    State,
    Status,
    SupportFacts,
    Targets,
    Tier,
    Verdict,
)
from tracker.versions import DeployedVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """All that one finding depends on.

    `versions` are the texts judged, which for a past instant may differ from the deployment's. `since` is the
    instant before which no clock of this entry starts. `feed` is the address the releases are read from.
    """

    environment: str
    tier: Tier
    deployment: Deployment
    versions: tuple[str, ...]
    component: Component
    outlook: Outlook
    policy: Policy
    since: datetime
    feed: str | None = None

    @property
    def as_of(self) -> datetime:
        """The instant judged."""
        return self.outlook.as_of

    @property
    def live(self) -> bool:
        """Whether that instant is now; facts have no age where an instant was named."""
        return self.outlook.live

    @property
    def history(self) -> History:
        """The releases known at the instant."""
        return self.outlook.history

    @property
    def support(self) -> SupportFacts | None:
        """What a source says of the component's support."""
        return self.outlook.support

    @property
    def support_is_old(self) -> bool:
        """Whether what is known of support has outlived its limit: that for what is polled, or for what ships."""
        facts = self.support
        if facts is None or not self.live:
            return False
        if facts.read_at is not None:
            return self.as_of - facts.read_at > self.policy.stale_polled
        return self.as_of.date() - facts.day > self.policy.stale_bundled

    @property
    def forsaken(self) -> bool:
        """Whether nobody mends the component any more: it is abandoned, or another one took its place."""
        return self.component.status in {Status.ABANDONED, Status.REPLACED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What was judged of one question, before it is put into words.

    `text` is the deployed text that was judged: the lowest where nodes differ. `read` says how it was read;
    `patch_unknown` that it names a line and no release. `standing` and `choice` are None where the version could
    not be judged, `running` where the deployed release is not among the known ones.
    """

    text: str
    state: State
    verdict: Verdict
    behind: Behind = UNKNOWN
    targets: Targets = field(default_factory=Targets)
    newest: KnownRelease | None = None
    running: KnownRelease | None = None
    standing: Standing | None = None
    choice: Choice | None = None
    duties: tuple[Duty, ...] = ()
    hold: Hold | None = None
    read: DeployedVersion | None = None
    patch_unknown: bool = False
    too_old: bool = False
