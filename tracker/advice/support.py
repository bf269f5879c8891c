"""How long a release line is supported, seen from one instant."""

from datetime import UTC, datetime, timedelta

from tracker.model import Contract, Phase, SupportLine
from tracker.record import Record, replace

# A line whose end nobody states counts as supported this long after its last release.
RECENT = timedelta(days=180)

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Standing(Record):
    """The support of the line a version is on.

    `line` is the name the statement goes by, `stated` what a source says of it (None if nothing).
    `recent` says that the line released within RECENT. `told_at` is when the end became known, where that was not
    long before it. `contract` is support bought beyond the stated one.
    """

    line: str
    stated: SupportLine | None
    phase: Phase
    recent: bool
    named_lts: bool = False
    told_at: datetime | None = None
    contract: Contract | None = None

    @property
    def ends_at(self) -> datetime | None:
        """The end of support, stated or bought; None where no date is known."""
        if self.contract is not None:
            return self.contract.until
        return self.stated.ends_at if self.stated else None

    def under(self, contract: Contract | None, as_of: datetime) -> "Standing":
        """The same line with support bought for it, which counts where it outlasts the stated one."""
        stated = self.stated
        unlimited = stated is not None and stated.ends_at is None and not stated.ended
        if contract is None or unlimited or (self.ends_at is not None and self.ends_at >= contract.until):
            return self
        phase = Phase.ENDED if as_of >= contract.until else Phase.SECURITY
        return replace(self, contract=contract, phase=phase, told_at=None)

    @property
    def supported(self) -> bool:
        """Whether the line counts as supported: not ended, and stated, maintained or recently released."""
        if self.phase is Phase.ENDED:
            return False
        if self.recent or self.ends_at is not None:
            return True
        return self.stated is not None and self.stated.maintained

    def supported_for(self, span: timedelta, as_of: datetime) -> bool:
        """Whether the line counts as supported for longer than a span; an unknown end is taken as far away."""
        return self.supported and (self.ends_at is None or self.ends_at - as_of > span)

    def ending_within(self, span: timedelta, as_of: datetime) -> bool:
        """Whether support has ended, or is known to end within a span."""
        return self.phase is Phase.ENDED or (self.ends_at is not None and self.ends_at - as_of <= span)

    def outlasts(self, other: "Standing") -> bool:
        """Whether this line counts as supported and for longer than another one does.

        A stated line without a known end lasts longest; one that nobody states, only its releases, least.
        """
        return self.supported and (not other.supported or self.lasting > other.lasting)

    @property
    def lasting(self) -> tuple[bool, bool, datetime, bool]:
        """What orders supported lines by how long they last."""
        stated = self.stated is not None
        return (stated, stated and self.ends_at is None, self.ends_at or _LONG_AGO, self.named_lts)

    def rests_on_mark(self) -> bool:
        """Whether only the source's mark `maintained` says so: no date, no recent release."""
        return self.supported and self.ends_at is None and not self.recent

    def is_lts(self, as_of: datetime) -> bool:
        """Whether the line is long-term supported at an instant."""
        lts_from = self.stated.lts_from if self.stated else None
        return self.named_lts or (lts_from is not None and lts_from <= as_of)


def stand(
    cycle: str,
    stated: SupportLine | None,
    last_release: datetime | None,
    as_of: datetime,
    *,
    named_lts: bool = False,
    told_at: datetime | None = None,
) -> Standing:
    """Judge the support of a cycle from its statement and its last release.

    `named_lts` says that the catalog calls it long-term supported, `told_at` when its end became known.
    """
    recent = last_release is not None and as_of - last_release <= RECENT
    phase = _phase(stated, as_of, recent=recent)
    return Standing(line=cycle, stated=stated, phase=phase, recent=recent, named_lts=named_lts, told_at=told_at)


def _phase(stated: SupportLine | None, as_of: datetime, *, recent: bool) -> Phase:
    if stated is None:
        return Phase.UNKNOWN
    if stated.ended or (stated.ends_at is not None and as_of >= stated.ends_at):
        return Phase.ENDED
    if stated.active_until is not None and as_of >= stated.active_until:
        return Phase.SECURITY
    return Phase.ACTIVE if stated.ends_at or stated.maintained or recent else Phase.UNKNOWN
