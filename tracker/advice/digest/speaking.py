"""What may be said to whom: a customer is told facts, never what was written for the team alone."""

from functools import lru_cache

from tracker.advice.alerts import is_public
from tracker.advice.decisions import say
from tracker.model import Audience, Cause, Code, Duty, Event, EventKind, Finding, LoggedDuty, Woken

# What is said instead of a sentence that people of the team may have written.
_FOR_CUSTOMERS = {
    Code.KNOWN_BAD: "{subject} is known to be bad",
    Code.ABANDONED: "nobody maintains it any more",
}
# Reasons made of facts alone.
_FACTUAL = (
    Code.NO_FACTS,
    Code.VERSION_UNREADABLE,
    Code.AHEAD,
    Code.PATCH_UNKNOWN,
    Code.FACTS_STALE,
    Code.GAP,
)
_UPSTREAM = {
    EventKind.ARCHIVED: "its repository was archived: no more releases are to be expected",
    EventKind.GONE: "its repository has not been there for days",
    EventKind.RETURNED: "its repository is there again",
    EventKind.REPLACED: "another repository is served under its name: nothing of it is taken over",
}


def cause_of(duty: Duty, version: str, audience: Audience) -> Cause:
    """Say why there is a duty; which version a vulnerability affects is said of each entry."""
    text, page = duty.cause.removesuffix(f" affects {version}"), _page(duty.url)
    if audience is Audience.TEAM:
        return _cause(text, page)
    if duty.code is Code.VULNERABLE and page is None:
        return Cause(text="a vulnerability is known to us")
    told = _FOR_CUSTOMERS.get(duty.code)
    if told is not None:
        return Cause(text=told.format(subject=duty.subject))
    return _cause(text, page)


# Many entries have the same few causes.
@lru_cache(maxsize=4096)
def _cause(text: str, url: str | None) -> Cause:
    return Cause(text=text, url=url)


def ended(duty: LoggedDuty, audience: Audience) -> Cause:
    """Say which duty there is no more; what it was about may be the name of an advisory of the team."""
    if duty.code is Code.VULNERABLE:
        known = audience is Audience.TEAM or is_public(duty.subject)
        return Cause(text=duty.subject if known else "a vulnerability")
    told = {
        Code.SUPPORT_ENDED: f"support of {duty.subject}",
        Code.SUPPORT_ENDING: f"support of {duty.subject}",
        Code.KNOWN_BAD: "known to be bad",
        Code.WITHDRAWN: "withdrawn upstream",
        Code.LAG: "too far behind",
    }
    return Cause(text=told.get(duty.code, duty.code.value))


def unjudged(finding: Finding) -> str:
    """Say why a finding could not be judged, by facts alone."""
    by_code = {one.code: one for one in reversed(finding.reasons)}
    reason = next((by_code[code] for code in _FACTUAL if code in by_code), None)
    return "there is not enough to judge it by" if reason is None else reason.text


def woken(one: Woken, audience: Audience) -> Cause:
    """Say that a decision ended by itself."""
    if audience is Audience.TEAM:
        return Cause(text=f"no longer {say(one.decision)} ({one.why})")
    told = f": {one.decision.tell}" if one.decision.tell else ""
    return Cause(text=f"what was decided to wait for is open again{told}")


def upstream(event: Event) -> str | None:
    """Say what happened to a repository; None for what is told of releases or to nobody."""
    if event.kind is EventKind.RENAMED:
        return (
            f"its repository was renamed from {event.before.get('repository')} to {event.after.get('repository')}"
        )
    return _UPSTREAM.get(event.kind)


def _page(url: str | None) -> str | None:
    return url if url is not None and url.startswith(("https://", "http://")) else None
