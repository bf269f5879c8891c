"""An earlier check that a new one is compared with."""

from pathlib import Path

from pydantic import Field

from tracker.advice import judged
from tracker.answers import Answer, Line, read_answer
from tracker.errors import BadAnswer, ConfigurationError
from tracker.model import Judged, Urgency, Verdict

# A check of 1,000 environments with 60 components each has 150 MB.
_LARGEST = 400_000_000
SCHEMAS = ("tracker.check/1", "tracker.checks/1")


class _Schema(Answer):
    name: Line = Field(alias="schema")


class _Duty(Answer):
    id: str
    code: Line
    subject: Line
    urgency: Urgency = Field(strict=False)
    decision: str | None = None


class _Finding(Answer):
    name: str
    verdict: Verdict = Field(strict=False)
    urgency: Urgency = Field(strict=False)
    duties: list[_Duty]


class _Check(Answer):
    environment: str
    findings: list[_Finding]


class _Checks(Answer):
    environments: list[_Check]


def read_baseline(path: Path) -> tuple[Judged, ...]:
    """Read what `check --format json` wrote before; raises ConfigurationError that names the file."""
    try:
        with path.open("rb") as file:
            body = file.read(_LARGEST + 1)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from None
    if len(body) > _LARGEST:
        raise ConfigurationError(f"{path} is too large: at most {_LARGEST // 1_000_000} MB are compared with")
    try:
        checks = _checks(body)
    except BadAnswer as error:
        message = f"{path} cannot be compared with, write it with `tracker check ENV --format json`: {error}"
        raise ConfigurationError(message) from None
    return tuple(judged(one.environment, finding) for one in checks for finding in one.findings)


def _checks(body: bytes) -> list[_Check]:
    schema = read_answer(body, _Schema).name
    if schema not in SCHEMAS:
        raise BadAnswer(f"its schema is '{schema}'")
    several = schema == "tracker.checks/1"
    return read_answer(body, _Checks).environments if several else [read_answer(body, _Check)]
