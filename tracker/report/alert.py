"""An alert as a letter: one vulnerability, or many at once, and all that they hit."""

from collections.abc import Iterator, Sequence
from html import escape as escape_html

from tracker.advice.alerts import is_public
from tracker.model import Alarm, Audience, Hit, Letter
from tracker.report.markdown import escape, link
from tracker.text import clean_line

# So many entries are named of one vulnerability; `tracker affected` shows all.
_MOST = 40
_MOST_ALARMS = 50


def alert_letter(alarms: Sequence[Alarm], audience: Audience) -> Letter:
    """Write about some vulnerabilities; only the team is told whose an environment is."""
    subject = _subject(alarms, audience)
    return Letter(
        subject=subject,
        markdown="\n".join(_markdown(alarms, audience)) + "\n",
        text="\n".join(_text(alarms, audience)) + "\n",
        html=_html(subject, alarms, audience),
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
    """What is known of a vulnerability in a sentence."""
    names = _names(alarm, audience)
    worst = alarm.hits[0].duty
    exploited = "; it is known to be exploited" if any(one.duty.exploited for one in alarm.hits) else ""
    others = f" ({', '.join(names[1:4])})" if len(names) > 1 else ""
    again = "Changed since the last message: " if alarm.changed else ""
    rating = worst.rating.value if worst.rating else "unknown"
    return f"{again}{names[0]}{others}, severity {rating}, urgency {worst.urgency}{exploited}."


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


def _lines(alarm: Alarm, audience: Audience) -> Iterator[str]:
    yield from (_line(one, audience) for one in alarm.hits[:_MOST])
    more = len(alarm.hits) - _MOST
    if more > 0:
        yield f"{more} more"


def _more(alarms: Sequence[Alarm]) -> str | None:
    return f"{len(alarms) - _MOST_ALARMS} more vulnerabilities" if len(alarms) > _MOST_ALARMS else None


def _text(alarms: Sequence[Alarm], audience: Audience) -> Iterator[str]:
    for alarm in alarms[:_MOST_ALARMS]:
        yield clean_line(_said(alarm, audience))
        yield from (f"- {clean_line(one)}" for one in _lines(alarm, audience))
        if url := _evidence(alarm):
            yield clean_line(url)
        yield ""
    yield from filter(None, [_more(alarms)])
    yield from _hint(alarms, audience)


def _markdown(alarms: Sequence[Alarm], audience: Audience) -> Iterator[str]:
    for alarm in alarms[:_MOST_ALARMS]:
        yield f"**{link(_said(alarm, audience), _evidence(alarm))}**"
        yield ""
        yield from (f"- {escape(one)}" for one in _lines(alarm, audience))
        yield ""
    yield from filter(None, [_more(alarms)])
    yield from _hint(alarms, audience)


def _hint(alarms: Sequence[Alarm], audience: Audience) -> Iterator[str]:
    """How the team sees more; a customer has no tracker."""
    if audience is Audience.TEAM:
        yield f"tracker affected {alarms[0].ids[0]}"


_PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
    '<meta name="viewport" content="width=device-width"><title>{title}</title></head>'
    '<body style="font-family:sans-serif;max-width:40em;margin:1em;line-height:1.4">{body}</body></html>'
)


def _html(subject: str, alarms: Sequence[Alarm], audience: Audience) -> str:
    body: list[str] = []
    for alarm in alarms[:_MOST_ALARMS]:
        url, named = _evidence(alarm), escape_html(clean_line(_said(alarm, audience)))
        body.append(f'<p><b><a href="{escape_html(url)}">{named}</a></b></p>' if url else f"<p><b>{named}</b></p>")
        rows = "".join(f"<li>{escape_html(clean_line(one))}</li>" for one in _lines(alarm, audience))
        body.append(f'<ul style="padding-left:1.2em">{rows}</ul>')
    endings = (*filter(None, [_more(alarms)]), *_hint(alarms, audience))
    body += [f'<p style="color:gray">{escape_html(one)}</p>' for one in endings]
    return _PAGE.format(title=escape_html(clean_line(subject)), body="".join(body))
