"""What an alert says, put into short texts for all formats alike: one vulnerability or many, and what they hit."""

from collections.abc import Iterator, Sequence

from tracker.advice.alerts import is_public
from tracker.model import Alarm, Audience, Hit, Urgency
from tracker.record import Record
from tracker.text import clean_line

# So many entries are named of one vulnerability; `tracker affected` shows all.
_MOST = 40
_MOST_ALARMS = 50
_SENTENCE = 300


class AlarmView(Record):
    """One vulnerability: its name and page, what is known of it in a sentence, and what each entry has to do.

    `tone` is bad or warn; `more` says how many entries are left out.
    """

    name: str
    said: str
    url: str | None
    tone: str
    hits: tuple[str, ...]
    more: str


class AlertView(Record):
    """An alert in words; `more` says how many vulnerabilities are left out."""

    subject: str
    alarms: tuple[AlarmView, ...]
    more: str
    remarks: tuple[str, ...]


def alert_view(alarms: Sequence[Alarm], audience: Audience) -> AlertView:
    """Put an alert into words; only the team is told whose an environment is."""
    left = len(alarms) - _MOST_ALARMS
    return AlertView(
        subject=_subject(alarms, audience),
        alarms=tuple(_alarm(one, audience) for one in alarms[:_MOST_ALARMS]),
        more=f"and {left} more {'vulnerability' if left == 1 else 'vulnerabilities'}" if left > 0 else "",
        remarks=tuple(_hint(alarms, audience)),
    )


def _alarm(alarm: Alarm, audience: Audience) -> AlarmView:
    left = len(alarm.hits) - _MOST
    grave = alarm.hits[0].duty.urgency is Urgency.CRITICAL
    return AlarmView(
        name=clean_line(_names(alarm, audience)[0], _SENTENCE),
        said=clean_line(_said(alarm, audience), _SENTENCE),
        url=_evidence(alarm),
        tone="bad" if grave or _exploited(alarm) else "warn",
        hits=tuple(clean_line(_line(one, audience), _SENTENCE) for one in alarm.hits[:_MOST]),
        more=f"and {left} more" if left > 0 else "",
    )


def _subject(alarms: Sequence[Alarm], audience: Audience) -> str:
    if len(alarms) > 1:
        return f"{len(alarms)} vulnerabilities are open ({alarms[0].hits[0].duty.urgency})"
    alarm = alarms[0]
    components = ", ".join(sorted({one.component for one in alarm.hits}))
    changed = ", changed" if alarm.changed else ""
    where = len({one.environment for one in alarm.hits})
    environments = alarm.hits[0].environment if where == 1 else f"{where} environments"
    return clean_line(
        f"{_names(alarm, audience)[0]} ({alarm.hits[0].duty.urgency}{changed}): {components} in {environments}",
        150,
    )


def _names(alarm: Alarm, audience: Audience) -> Sequence[str]:
    """What a vulnerability is called; the name of an advisory of ours is for the team alone."""
    if audience is Audience.TEAM:
        return alarm.ids
    public = [one for one in alarm.ids if is_public(one)]
    own = "a vulnerability that is known to us"
    return public or [alarm.hits[0].duty.subject if _evidence(alarm) else own]


def _said(alarm: Alarm, audience: Audience) -> str:
    """What is known of a vulnerability, beside its name."""
    names = _names(alarm, audience)
    worst = alarm.hits[0].duty
    others = f"also known as {', '.join(names[1:4])}; " if len(names) > 1 else ""
    again = "changed since the last message; " if alarm.changed else ""
    exploited = "; it is known to be exploited" if _exploited(alarm) else ""
    rating = worst.rating.value if worst.rating else "unknown"
    return f"{again}{others}severity {rating}, urgency {worst.urgency}{exploited}"


def _line(hit: Hit, audience: Audience) -> str:
    """What one entry has to do by when."""
    duty = hit.duty
    whose = f" of {hit.customer}" if audience is Audience.TEAM else ""
    fix = f"fixed in {duty.fixed_in}" if duty.fixed_in else "no release fixes it yet"
    due = f", due on {duty.due_at.date()}" if duty.due_at else ""
    return f"{hit.environment}{whose}: {hit.name} {', '.join(hit.versions)}, {fix}{due}"


def _evidence(alarm: Alarm) -> str | None:
    """The page that tells of a vulnerability; a file of ours that does is nobody's who gets a message."""
    url = alarm.hits[0].duty.url or ""
    return url if url.startswith(("https://", "http://")) else None


def _exploited(alarm: Alarm) -> bool:
    return any(one.duty.exploited for one in alarm.hits)


def _hint(alarms: Sequence[Alarm], audience: Audience) -> Iterator[str]:
    """How the team sees more; a customer has no tracker."""
    if audience is Audience.TEAM:
        yield f"To see more: tracker affected {clean_line(alarms[0].ids[0])}"
