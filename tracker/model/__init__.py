"""The words everybody shares: frozen records and enumerations, no behaviour.

Instants are aware UTC datetimes. Versions appear here as the texts people read; the ordered kind lives in
`tracker.versions`. A record is imported when it is first asked for: all of them take 50 ms, and the first screen
of the terminal UI needs few.
"""
# ruff: noqa: F403 - each of these modules gives what `_RECORDS` names of it

from tracker.model.alert import Alarm, AlertFacts, Hit
from tracker.model.change import Change, ChangeGroup, ChangeKind, ChangesOnTheWay, Hurdles, ReleaseNotes
from tracker.model.check import Check, FeedFailure, Polling, ServiceFailure, Summary
from tracker.model.comparison import (
    Changed,
    Comparison,
    Difference,
    Judged,
    OpenDuty,
    Pair,
    Relation,
    Side,
    SideBySide,
    Turn,
    WhatIf,
)
from tracker.model.component import (
    Avoided,
    Component,
    KnownAs,
    LineRule,
    Origin,
    Package,
    Status,
    TagPlace,
    TagRule,
)
from tracker.model.decision import Decision, DecisionKind, Plan, Reopening, Scope, Wakening, Woken
from tracker.model.delivery import Delivery, DeliveryKind, DeliveryState, Ending, NewDelivery, Told
from tracker.model.deployment import (
    Calendar,
    Contract,
    Deployment,
    Environment,
    Freeze,
    Hold,
    PolicyLayer,
    Sighting,
    Tier,
    Window,
)
from tracker.model.digest import (
    Cause,
    Digest,
    Happened,
    Line,
    Move,
    News,
    OpenOn,
    Place,
    Reader,
    Section,
    Terms,
    Topic,
    Upgrade,
)
from tracker.model.duty_log import Closing, DutyEvent, DutyEventKind, EntryDuties, LoggedDuty
from tracker.model.explanation import Considered, Explanation, Fact, RuleInForce
from tracker.model.facts import BundledFacts, SupportFacts, SupportLine
from tracker.model.finding import (
    Behind,
    Code,
    Coverage,
    CoverageOf,
    Deployed,
    Duty,
    Finding,
    FindingFacts,
    Opening,
    Phase,
    Reason,
    State,
    Support,
    Target,
    Targets,
    Urgency,
    Verdict,
)
from tracker.model.fleet import Fleet, FleetComponent, FleetDuties, FleetVulnerability, StandingDuty
from tracker.model.health import Condition, FeedHealth, Health, ServiceHealth
from tracker.model.listing import (
    DecisionState,
    ListedDecision,
    ListedRelease,
    NewestOf,
    ReleaseList,
    TagTrace,
    TracedTag,
)
from tracker.model.mail import AlertSubscription, Audience, Every, Letter, Picture, Span, Subscription
from tracker.model.outcome import Outcome, TrendDay
from tracker.model.published import Concerned, DeployedEntry, Published, PublishedRelease
from tracker.model.reach import Reach, Reached, ReachedList
from tracker.model.standing import Owed, OwedDuty, Standing
from tracker.model.upstream import (
    DateSource,
    Event,
    EventKind,
    FeedPage,
    HostState,
    ReadBy,
    SkippedEntry,
    Source,
    StoredReleases,
    UpstreamRelease,
    Validators,
)
from tracker.model.vulnerability import BY_LINE, Affected, AffectedRange, Rating, Severity, Vulnerability

__all__ = [
    "BY_LINE",
    "Affected",
    "AffectedRange",
    "Alarm",
    "AlertFacts",
    "AlertSubscription",
    "Audience",
    "Avoided",
    "Behind",
    "BundledFacts",
    "Calendar",
    "Cause",
    "Change",
    "ChangeGroup",
    "ChangeKind",
    "Changed",
    "ChangesOnTheWay",
    "Check",
    "Closing",
    "Code",
    "Comparison",
    "Component",
    "Concerned",
    "Condition",
    "Considered",
    "Contract",
    "Coverage",
    "CoverageOf",
    "DateSource",
    "Decision",
    "DecisionKind",
    "DecisionState",
    "Delivery",
    "DeliveryKind",
    "DeliveryState",
    "Deployed",
    "DeployedEntry",
    "Deployment",
    "Difference",
    "Digest",
    "Duty",
    "DutyEvent",
    "DutyEventKind",
    "Ending",
    "EntryDuties",
    "Environment",
    "Event",
    "EventKind",
    "Every",
    "Explanation",
    "Fact",
    "FeedFailure",
    "FeedHealth",
    "FeedPage",
    "Finding",
    "FindingFacts",
    "Fleet",
    "FleetComponent",
    "FleetDuties",
    "FleetVulnerability",
    "Freeze",
    "Happened",
    "Health",
    "Hit",
    "Hold",
    "HostState",
    "Hurdles",
    "Judged",
    "KnownAs",
    "Letter",
    "Line",
    "LineRule",
    "ListedDecision",
    "ListedRelease",
    "LoggedDuty",
    "Move",
    "NewDelivery",
    "NewestOf",
    "News",
    "OpenDuty",
    "OpenOn",
    "Opening",
    "Origin",
    "Outcome",
    "Owed",
    "OwedDuty",
    "Package",
    "Pair",
    "Phase",
    "Picture",
    "Place",
    "Plan",
    "PolicyLayer",
    "Polling",
    "Published",
    "PublishedRelease",
    "Rating",
    "Reach",
    "Reached",
    "ReachedList",
    "ReadBy",
    "Reader",
    "Reason",
    "Relation",
    "ReleaseList",
    "ReleaseNotes",
    "Reopening",
    "RuleInForce",
    "Scope",
    "Section",
    "ServiceFailure",
    "ServiceHealth",
    "Severity",
    "Side",
    "SideBySide",
    "Sighting",
    "SkippedEntry",
    "Source",
    "Span",
    "Standing",
    "StandingDuty",
    "State",
    "Status",
    "StoredReleases",
    "Subscription",
    "Summary",
    "Support",
    "SupportFacts",
    "SupportLine",
    "TagPlace",
    "TagRule",
    "TagTrace",
    "Target",
    "Targets",
    "Terms",
    "Tier",
    "Told",
    "Topic",
    "TracedTag",
    "TrendDay",
    "Turn",
    "Upgrade",
    "UpstreamRelease",
    "Urgency",
    "Validators",
    "Verdict",
    "Vulnerability",
    "Wakening",
    "WhatIf",
    "Window",
    "Woken",
]
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

_RECORDS: Mapping[str, str] = {
    "alert": "Alarm AlertFacts Hit",
    "change": "Change ChangeGroup ChangeKind ChangesOnTheWay ReleaseNotes",
    "comparison": "Changed Comparison Difference Judged OpenDuty Pair Relation Side SideBySide Turn WhatIf",
    "component": "Avoided Component KnownAs LineRule Origin Package Status TagPlace TagRule",
    "decision": "Decision DecisionKind Plan Reopening Scope Wakening Woken",
    "delivery": "Delivery DeliveryKind DeliveryState Ending NewDelivery Told",
    "deployment": "Calendar Contract Deployment Environment Freeze Hold PolicyLayer Sighting Tier Window",
    "digest": "Cause Digest Happened Line News OpenOn Place Reader Section Terms Topic Upgrade",
    "duty_log": "Closing DutyEvent DutyEventKind EntryDuties LoggedDuty",
    "explanation": "Considered Explanation Fact RuleInForce",
    "facts": "BundledFacts SupportFacts SupportLine",
    "finding": (
        "Behind Check Code Coverage CoverageOf Deployed Duty FeedFailure Finding FindingFacts Opening Phase "
        "Polling Reason ServiceFailure State Summary Support Target Targets Urgency Verdict"
    ),
    "fleet": "Fleet FleetComponent FleetDuties FleetVulnerability StandingDuty",
    "health": "Condition FeedHealth Health ServiceHealth",
    "listing": "DecisionState ListedDecision ListedRelease NewestOf ReleaseList TagTrace TracedTag",
    "mail": "AlertSubscription Audience Every Letter Picture Span Subscription",
    "outcome": "Outcome TrendDay",
    "published": "Concerned DeployedEntry Published PublishedRelease",
    "reach": "Reach Reached ReachedList",
    "standing": "Owed OwedDuty Standing",
    "upstream": (
        "DateSource Event EventKind FeedPage HostState ReadBy SkippedEntry Source StoredReleases "
        "UpstreamRelease Validators"
    ),
    "vulnerability": "BY_LINE Affected AffectedRange Rating Severity Vulnerability",
}
_MODULES = {name: module for module, names in _RECORDS.items() for name in names.split()}

if TYPE_CHECKING:
    from tracker.model.alert import *
    from tracker.model.change import *
    from tracker.model.comparison import *
    from tracker.model.component import *
    from tracker.model.decision import *
    from tracker.model.delivery import *
    from tracker.model.deployment import *
    from tracker.model.digest import *
    from tracker.model.duty_log import *
    from tracker.model.explanation import *
    from tracker.model.facts import *
    from tracker.model.finding import *
    from tracker.model.fleet import *
    from tracker.model.health import *
    from tracker.model.listing import *
    from tracker.model.mail import *
    from tracker.model.outcome import *
    from tracker.model.published import *
    from tracker.model.reach import *
    from tracker.model.standing import *
    from tracker.model.upstream import *
    from tracker.model.vulnerability import *
else:

    def __getattr__(name: str) -> Any:
        """Import the record of a name; raises AttributeError."""
        if name not in _MODULES:
            raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
        record = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        return record
