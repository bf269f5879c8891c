"""What is meant of what is open, by the words of a person."""

from collections.abc import Sequence

from tracker.advice.matters import Matters, key_of, open_matters
from tracker.errors import Refused
from tracker.model import Duty
from tracker.pipeline.scopes import Place, Where
from tracker.text import clean_line


def meant_matters(where: Where, places: Sequence[Place], subjects: Sequence[str]) -> Matters:
    """Find what some subjects mean of what is open; without any, all duties, or where there are none the advice.

    Raises Refused for a subject that is not open.
    """
    matters = open_matters(place.finding for place in places)
    if not subjects:
        return matters.unnamed
    meant = [_meant(matters, subject) for subject in subjects]
    for subject, found in zip(subjects, meant, strict=True):
        if not found.keys:
            shown = clean_line(subject, 100)
            raise Refused(f"--for: '{shown}' is not open for {where.shown}: {_told(matters)}")
    return Matters(
        duties=tuple(dict.fromkeys(duty for one in meant for duty in one.duties)),
        advice=tuple(key for one in meant for key in one.advice),
    )


def with_keys(subjects: Sequence[str], matters: Matters) -> tuple[str, ...]:
    """Give some subjects and, since a duty has aliases, the keys of what is open and meant by them."""
    return (*subjects, *(key for subject in subjects for key in _meant(matters, subject).keys))


def names(key: str, subject: str) -> bool:
    """Say whether a word such as `support`, `3.6` or `support:3.6` means a key."""
    code, _, rest = key.partition(":")
    return subject.lower() in {key.lower(), code, rest.lower()}


def _meant(matters: Matters, subject: str) -> Matters:
    return Matters(
        duties=tuple(duty for duty in matters.duties if _is_about(duty, subject)),
        advice=tuple(key for key in matters.advice if names(key, subject)),
    )


def _is_about(duty: Duty, subject: str) -> bool:
    called = {duty.code.value, f"{duty.code}:{duty.subject}", *duty.aliases}
    return subject.lower() in {one.lower() for one in called} or names(key_of(duty), subject)


def _told(matters: Matters) -> str:
    return f"open are {', '.join(matters.told.values())}" if matters.keys else "nothing is"
