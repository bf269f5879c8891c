"""One advisory of the team: its keys, what each may hold, and the record it becomes, judged as any other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from tracker.advice import owned_by
from tracker.deployed.schema import Instant, Text
from tracker.model import BY_LINE, Affected, AffectedRange, Rating, Vulnerability
from tracker.text import clean_line
from tracker.versions import Range
from tracker.web_address import page_address
from tracker.yaml_file import Document, validate

_EVENTS: Mapping[str, Sequence[str]] = {
    ">=": ("introduced",),
    "<": ("limit", "fixed"),
    "<=": ("last_affected",),
    "=": ("introduced", "last_affected"),
    "==": ("introduced", "last_affected"),
}
_BEGINNINGS = frozenset({">=", "=", "=="})
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def _affected(text: str) -> str:
    """Read one span of versions, which has at most one beginning and one end."""
    signs = [sign for sign, _ in Range.parse(text).clauses]
    if ">" in signs:
        raise ValueError(f"'{text}' must begin with the first affected version, as in >=3.0")
    begins = sum(sign in _BEGINNINGS for sign in signs)
    ends = sum(sign != ">=" for sign in signs)
    if begins > 1 or ends > 1:
        raise ValueError(f"'{text}' must have one beginning and one end: write several ranges as a list")
    return text


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(f"'{text}' is not an id such as CVE-2026-1234")
    return text


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _none_as_list(value: Any) -> Any:
    return [] if value == "none" else _as_list(value)


class AdvisoryModel(BaseModel):
    """One advisory; what `fixed` names ends it on its own line, and for good where nothing above is named."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    component: Text
    affected: Annotated[
        list[Annotated[str, AfterValidator(_affected)]], BeforeValidator(_as_list), Field(min_length=1)
    ]
    fixed: Annotated[list[Text], BeforeValidator(_none_as_list)] = []
    aliases: Annotated[list[Annotated[str, AfterValidator(_name)]], BeforeValidator(_none_as_list)] = []
    severity: Literal["low", "medium", "high", "critical"] | None = None
    exploited: Instant | Literal["yes", "no"] = "no"
    published: Instant | None = None
    mitigation: str | None = None
    url: Annotated[str, AfterValidator(page_address)] | None = None
    summary: str | None = None


def read_advisory(document: Document) -> Vulnerability:
    """Make a record of an advisory, under the id that its file is named by; raises ConfigurationError."""
    said = validate(document, AdvisoryModel)
    name = PurePosixPath(document.shown).stem
    if not _NAME.fullmatch(name):
        raise document.error((), f"'{name}' is no id to name an advisory by, such as ACME-2026-1")
    exploited = {"yes": said.published or _LONG_AGO, "no": None}
    return Vulnerability(
        id=name,
        source=f"{document.shown}#{document.line_of(('affected',))}",
        modified_at=said.published or _LONG_AGO,
        aliases=tuple(dict.fromkeys(said.aliases)),
        summary=clean_line(said.summary or ""),
        published_at=said.published,
        stated_severity=said.severity,
        rating=Rating(said.severity or Rating.UNKNOWN),
        affected=(Affected(package=owned_by(said.component), ranges=tuple(_ranges(said))),),
        references=(said.url,) if said.url else (),
        exploited_at=exploited[said.exploited] if isinstance(said.exploited, str) else said.exploited,
        mitigation=clean_line(said.mitigation, 1000) if said.mitigation else None,
    )


def _ranges(said: AdvisoryModel) -> Iterator[AffectedRange]:
    fixed = tuple(("fixed", version) for version in said.fixed)
    for text in said.affected:
        clauses = Range.parse(text).clauses
        begins = () if any(sign in _BEGINNINGS for sign, _ in clauses) else (("introduced", "0"),)
        events = tuple((kind, bound) for sign, bound in clauses for kind in _EVENTS[sign])
        yield AffectedRange(kind=BY_LINE, events=(*begins, *events, *fixed))
