"""The log of a program that stays up: one line an event, for people and for programs that collect logs."""

import json
import logging
import re
import sys
import time
from collections.abc import Collection, Mapping

from tracker.text import clean_line

_LONGEST = 2000
_REDACTED = "[redacted]"
# Credentials in a URL; tokens of GitHub and GitLab; what follows the name of a secret.
_SECRETS = (
    (re.compile(r"(?<=://)[^\s/@]+@"), f"{_REDACTED}@"),
    (re.compile(r"\b(?:gh[pousr]_|github_pat_|glpat-)[\w-]{4,}"), _REDACTED),
    (
        re.compile(r"(?i)\b((?:bearer|basic|token|password|secret|api_key)(?:[ =:]+|%3D))[^\s\"'&,;]+"),
        rf"\1{_REDACTED}",
    ),
)


def start_log(secrets: Collection[str] = (), form: str = "logfmt") -> None:
    """Send what tracker tells, and what libraries warn of, to standard error; `secrets` never appear.

    `form` is logfmt or json.
    """
    handler = _Handler(sys.stderr)
    handler.setFormatter(_FORMATTERS[form](secrets))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("tracker").setLevel(logging.INFO)


def tell(name: str, event: str, *, level: int = logging.INFO, **fields: object) -> None:
    """Log an event of a module with its fields; those that are None are left out."""
    known = {field: value for field, value in fields.items() if value is not None}
    logging.getLogger(name).log(level, event, extra={"fields": known})


class _Formatter(logging.Formatter):
    """Takes a record apart: when, how grave, what, and its fields; none of it holds a secret."""

    def __init__(self, secrets: Collection[str] = ()) -> None:
        super().__init__()
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def _parts(self, record: logging.LogRecord) -> tuple[str, str, str, Mapping[str, str]]:
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        error = record.exc_info[1] if record.exc_info else None
        fields: Mapping[str, object] = getattr(record, "fields", {})
        fields = {**fields, **({"fault": f"{type(error).__name__}: {error}"} if error else {})}
        told = {name: self._clean(str(value), _LONGEST) for name, value in fields.items()}
        return at, record.levelname.lower(), self._clean(record.getMessage()), told

    def _clean(self, text: str, limit: int = 300) -> str:
        return self._without_secrets(clean_line(text, limit))

    def _without_secrets(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _REDACTED)
        for pattern, instead in _SECRETS:
            text = pattern.sub(instead, text)
        return text


class LineFormatter(_Formatter):
    """Writes `2026-11-20T08:00:00Z info event field=value` in UTC, without control characters and secrets."""

    def format(self, record: logging.LogRecord) -> str:
        """Make one line of a record, its exception included."""
        at, level, event, fields = self._parts(record)
        told = (f" {name}={_value(value)}" for name, value in fields.items())
        return self._without_secrets(f"{at} {level} {event}{''.join(told)}")


class JsonFormatter(_Formatter):
    """Writes the same as a JSON object, with the keys `at`, `level` and `event`; every value is a text."""

    def format(self, record: logging.LogRecord) -> str:
        """Make one line of a record, its exception included."""
        at, level, event, fields = self._parts(record)
        return json.dumps({"at": at, "level": level, "event": event, **fields}, ensure_ascii=False)


_FORMATTERS = {"logfmt": LineFormatter, "json": JsonFormatter}


class _Handler(logging.StreamHandler):  # type: ignore[type-arg]
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - named by the standard library
        """Go on without a line that cannot be written: the disk is full, or the reader has left."""


def _value(text: str) -> str:
    return json.dumps(text, ensure_ascii=False) if not text or re.search(r"[\s\"=]", text) else text
