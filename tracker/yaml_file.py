"""YAML files read strictly: every value is a text, and every mistake is told with its file, line and key.

Read from parser events rather than through a constructor: `1.10`, `no` and `010` stay what people wrote, and
duplicate keys, aliases and nesting are seen before anything is built from them.
"""

import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from sys import intern
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from tracker.errors import ConfigurationError
from tracker.record import Record, replace
from tracker.text import clean_line, unsafe_character
from tracker.yaml_problems import KeyPath, kind_of, problems, quoted, under

LARGEST_FILE = 1_000_000
DEEPEST_NESTING = 20
MOST_PROBLEMS = 3

ModelT = TypeVar("ModelT", bound=BaseModel)

# The parser in C is about ten times as fast; not every build of PyYAML has it.
Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Document(Record):
    """A YAML file as nested texts with the line (from 1) of every key path; messages call it `shown`."""

    path: Path
    shown: str
    content: dict[str, Any]
    lines: Mapping[KeyPath, int]

    def line_of(self, key_path: KeyPath) -> int:
        """Return the line of a key path, or of the nearest key around it that the file has."""
        while key_path not in self.lines:
            key_path = key_path[:-1]
        return self.lines[key_path]

    def error(self, key_path: KeyPath, problem: str) -> ConfigurationError:
        """Make the error that names this file, the line of a key path, and the problem."""
        return ConfigurationError(f"{self.shown} line {self.line_of(key_path)}: {problem}")


def read_document(path: Path, shown: str) -> Document:
    """Read a YAML file whose top level is a mapping; raises ConfigurationError for anything else."""
    name = clean_line(shown)
    text = _text(path, name)
    reading = _Reading(name, text)
    try:
        content = reading.content()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = clean_line(getattr(error, "problem", None) or str(error))
        if _is_indented_by_tab(text, line):
            problem = "a tab begins the line: write blanks in its place"
        raise ConfigurationError(f"{name} line {line}: is not valid YAML: {problem}") from None
    return Document(path=path, shown=name, content=content, lines=reading.lines)


def _is_indented_by_tab(text: str, line: int) -> bool:
    """Say whether a tab is what is wrong with a line; the parser only says that no token begins with it."""
    told = text.split("\n")[line - 1 : line]
    return any("\t" in one[: len(one) - len(one.lstrip())] for one in told)


def overlay(below: Document, above: Document) -> Document:
    """Lay a document over another, key by key; mistakes are told of the upper one, the lower is taken as right."""
    return replace(above, content=laid_over(below.content, above.content))


def laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Merge nested mappings; where both say something that is no mapping, the upper one counts."""
    merged = dict(below)
    for key, value in above.items():
        lower = merged.get(key)
        if isinstance(lower, Mapping) and isinstance(value, Mapping):
            merged[key] = laid_over(lower, value)
        else:
            merged[key] = value
    return merged


def validate(document: Document, model: type[ModelT]) -> ModelT:
    """Make a model of a document; raises ConfigurationError with at most MOST_PROBLEMS mistakes."""
    try:
        return model.model_validate(document.content)
    except ValidationError as error:
        found = problems(document.lines, model, error.errors(include_url=False))
    lines = [f"line {document.line_of(place)}: {problem}" for place, problem in found]
    told = "; ".join(lines[:MOST_PROBLEMS])
    more = len(lines) - MOST_PROBLEMS
    raise ConfigurationError(f"{document.shown} {told}" + (f"; and {more} more" if more > 0 else ""))


def _text(path: Path, name: str) -> str:
    """Return the text of a regular file with newlines as line ends; a pipe or device is never opened."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ConfigurationError(f"{name} cannot be read: it is not a file")
        with path.open("rb") as file:
            body = file.read(LARGEST_FILE + 1)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ConfigurationError(f"{name} cannot be read: {reason}") from None
    if len(body) > LARGEST_FILE:
        raise ConfigurationError(f"{name} is too large: at most {LARGEST_FILE // 1_000_000} MB are read")
    try:
        text = body.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(f"{name} line {line}: is not UTF-8: save the file as UTF-8") from None
    unsafe = unsafe_character(text)
    if unsafe is not None:
        raise _invisible(name, text.count("\n", 0, text.index(unsafe)) + 1, unsafe)
    return text


def _invisible(name: str, line: int, character: str) -> ConfigurationError:
    code = f"U+{ord(character):04X}"
    return ConfigurationError(f"{name} line {line}: contains the invisible character {code}: remove it")


class _Reading:
    """One reading of a text, event by event; `lines` fills while `content` builds."""

    def __init__(self, name: str, text: str) -> None:
        self.lines: dict[KeyPath, int] = {(): 1}
        self._name = name
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=Loader)

    def content(self) -> dict[str, Any]:
        """Build the mapping at the top of the only document."""
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise ConfigurationError(f"{self._name} is empty")
        event = next(self._events)
        content = self._value(event, ())
        if content == "":
            raise ConfigurationError(f"{self._name} is empty")
        if not isinstance(content, dict):
            raise self._error(event, f"the file must hold keys and values, not {kind_of(content)}")
        next(self._events)
        after = next(self._events)
        if isinstance(after, yaml.DocumentStartEvent):
            raise self._error(after, "a second document begins: one file holds one document")
        return content

    def _value(self, event: yaml.Event, path: KeyPath) -> Any:
        self._refuse(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if len(path) >= DEEPEST_NESTING:
            raise self._error(event, f"is nested deeper than {DEEPEST_NESTING} levels")
        return self._list(path) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(path)

    def _scalar(self, event: yaml.ScalarEvent) -> str:
        unsafe = unsafe_character(event.value)
        if unsafe is not None:
            raise _invisible(self._name, _line(event), unsafe)
        return intern(str(event.value))  # hundreds of files say the same: 60,000 entries would hold 7 MB

    def _list(self, path: KeyPath) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            place = (*path, len(values))
            self.lines[place] = _line(event)
            values.append(self._value(event, place))
        return values

    def _mapping(self, path: KeyPath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event)
            place = (*path, key)
            if key in values:
                first = self.lines[place]
                raise self._error(event, f"the key {quoted(key)} is already on line {first}{under(path)}")
            self.lines[place] = _line(event)
            values[key] = self._value(next(self._events), place)
        return values

    def _key(self, event: yaml.Event) -> str:
        self._refuse(event)
        key = self._scalar(event) if isinstance(event, yaml.ScalarEvent) else ""
        if not key:
            raise self._error(event, "a key must be a text")
        return key

    def _refuse(self, event: yaml.Event) -> None:
        """Refuse what makes YAML more than nested texts: anchors, aliases and tags."""
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            name = clean_line(sign + anchor, 80)
            raise self._error(event, f"anchors and aliases ({name}) are not allowed: write the value out")
        tag = getattr(event, "tag", None)
        if tag is not None:
            name = clean_line(tag.replace("tag:yaml.org,2002:", "!!"), 80)
            raise self._error(event, f"the tag {name} is not allowed: every value is plain text")

    def _error(self, event: yaml.Event, problem: str) -> ConfigurationError:
        return ConfigurationError(f"{self._name} line {_line(event)}: {problem}")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
