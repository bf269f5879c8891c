"""One component's YAML file: its keys, what each may hold, and the record it becomes."""

import re
import string
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from tracker.errors import ConfigurationError
from tracker.model import Component, LineRule, TagRule
from tracker.text import is_repository
from tracker.versions import SCHEMES
from tracker.yaml_file import read_document, validate

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WEB_ADDRESS = re.compile(r"https://[^\s/]+(/\S*)?")
_FIELDS = frozenset({"version", "underscored"})


def _text(text: str) -> str:
    if not text:
        raise ValueError("must not be empty")
    return text


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(f"'{text}' is not a name of small letters, digits and hyphens")
    return text


def _repository(text: str) -> str:
    if not is_repository(text):
        raise ValueError(f"'{text}' is not of the form OWNER/REPO")
    return text


def _web_address(text: str) -> str:
    if not _WEB_ADDRESS.fullmatch(text):
        raise ValueError(f"'{text}' is not an https:// address")
    return text


def _expression(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"'{text}' is not a regular expression: {error}") from None
    return text


def _pattern(text: str) -> str:
    if "version" not in re.compile(_expression(text)).groupindex:
        raise ValueError(f"'{text}' has no group (?P<version>...)")
    return text


def _tag_format(text: str) -> str:
    try:
        fields = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
    except ValueError:
        fields = set()
    if not fields or not fields <= _FIELDS:
        raise ValueError(f"'{text}' must hold {{version}} or {{underscored}}, and no other field")
    return text


def _scheme(text: str) -> str:
    if text not in SCHEMES:
        raise ValueError(f"'{text}' is not one of {', '.join(SCHEMES)}")
    return text


Text = Annotated[str, AfterValidator(_text)]
Name = Annotated[str, AfterValidator(_name)]
WebAddress = Annotated[str, AfterValidator(_web_address)]


class TagsOfFile(BaseModel):
    """How the project writes its tags: a full match on the raw tag, and the tag of a version."""

    model_config = ConfigDict(extra="forbid")

    pattern: Annotated[str, AfterValidator(_pattern)]
    format: Annotated[str, AfterValidator(_tag_format)]
    prereleases: Annotated[str, AfterValidator(_expression)] | None = None


class ComponentFile(BaseModel):
    """The keys of a component's file; an unknown one is refused."""

    model_config = ConfigDict(extra="forbid")

    title: Text
    repository: Annotated[str, AfterValidator(_repository)]
    tags: TagsOfFile
    scheme: Annotated[str, AfterValidator(_scheme)]
    line: LineRule
    sources: tuple[WebAddress, ...]
    aliases: tuple[Name, ...] = ()
    endoflife: Name | None = None
    release_policy: WebAddress | None = None


def read_component(path: Path, shown: str) -> Component:
    """Read a component named as its file; raises ConfigurationError with the file, line and key."""
    if not _NAME.fullmatch(path.stem):
        raise ConfigurationError(f"{shown}: a component's file is named in small letters, digits and hyphens")
    file = validate(read_document(path, shown), ComponentFile)
    return Component(
        name=path.stem,
        title=file.title,
        repository=file.repository,
        catalogued=True,
        rule=TagRule(
            scheme=file.scheme,
            pattern=file.tags.pattern,
            tag_format=file.tags.format,
            line=file.line,
            prereleases=file.tags.prereleases,
        ),
        aliases=file.aliases,
        endoflife=file.endoflife,
        release_policy=file.release_policy,
        source=next(iter(file.sources), None),
    )
