"""One version in an environment's file written anew, and not a character beside it."""

import json
import os
import re
import stat
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from tracker.deployed.first_file import quoted
from tracker.deployed.schema import EnvironmentModel
from tracker.errors import ConfigurationError, Refused
from tracker.text import clean_line, is_clean_name
from tracker.yaml_file import Document, Loader, read_document, validate

# From where to where a text is replaced, and by what.
_Edit = tuple[int, int, str]

_LINE_END = re.compile(r"\r?\n|$")
_MARK = "\ufeff"


def rewrite_entry(path: Path, shown: str, name: str, versions: Sequence[str]) -> None:
    """Say in an environment's file which versions an entry has now, all at once or not at all.

    Raises Refused where that cannot be done without changing anything else, or the file changed meanwhile;
    ConfigurationError where it cannot be read or written.
    """
    for version in versions:
        if not is_clean_name(version) or version != clean_line(version):
            raise Refused(f"'{clean_line(version, 100)}' cannot be a version: write one line of plain text")
    document = read_document(path, shown)
    try:
        body = path.read_bytes()
        text = rewritten(body.decode(), name, versions)
        _replace(path.resolve(), body, text.encode(), document, name, versions)
    except OSError as error:
        raise ConfigurationError(f"{shown} cannot be written: {error.strerror}") from None
    except (yaml.YAMLError, ValueError, LookupError):
        raise _changed_meanwhile(shown) from None


def rewritten(text: str, name: str, versions: Sequence[str]) -> str:
    """Return the text of a file with other versions of one entry.

    Raises Refused; YAMLError, ValueError or LookupError where the file is unreadable or has no such entry.
    """
    if text.startswith(_MARK):
        # The parsers do not agree on whether it counts.
        return _MARK + rewritten(text.removeprefix(_MARK), name, versions)
    root = yaml.compose(text, Loader=Loader)
    node = _under(_under(root, "deployed"), name)
    if isinstance(node, yaml.MappingNode):
        node = _under(node, "version")
    edits = _scalar(node, versions) if isinstance(node, yaml.ScalarNode) else _list(text, node, versions)
    for start, end, written in sorted(edits, reverse=True):
        text = text[:start] + written + text[end:]
    return text


def _under(node: Any, key: str) -> Any:
    for one, value in node.value:
        if one.value == key:
            return value
    raise LookupError(key)


def _scalar(node: yaml.ScalarNode, versions: Sequence[str]) -> Iterator[_Edit]:
    if len(versions) == 1:
        yield from _anew(node, versions[0])
    else:
        _refuse_block(node)
        yield node.start_mark.index, node.end_mark.index, _flow(versions)


def _anew(node: yaml.ScalarNode, version: str) -> Iterator[_Edit]:
    """Write one text anew in the quotes it has; what says the same already stays as it is."""
    if node.value == version:
        return
    _refuse_block(node)
    styles = {"'": "'" + version.replace("'", "''") + "'", '"': json.dumps(version, ensure_ascii=False)}
    yield node.start_mark.index, node.end_mark.index, styles.get(node.style, quoted(version))


def _refuse_block(node: yaml.ScalarNode) -> None:
    if node.style in {"|", ">"}:
        raise Refused(
            f"line {node.start_mark.line + 1} holds the version as a block: write it on the line of its key"
        )


def _list(text: str, node: yaml.SequenceNode, versions: Sequence[str]) -> Iterator[_Edit]:
    items = node.value
    if len(items) != len(versions) and node.flow_style:
        yield _whole(text, node, versions)
        return
    for item, version in zip(items, versions, strict=False):
        yield from _anew(item, version)
    for item in items[len(versions) :]:
        yield _line_start(text, item.start_mark.index), _line_end(text, item.end_mark.index)[1], ""
    yield from _further(text, items[-1], versions[len(items) :])


def _whole(text: str, node: yaml.Node, versions: Sequence[str]) -> _Edit:
    start, end = node.start_mark.index, node.end_mark.index
    if "\n" in text[start:end]:
        raise Refused(f"line {node.start_mark.line + 1} begins a list of several lines: change its length by hand")
    return start, end, quoted(versions[0]) if len(versions) == 1 else _flow(versions)


def _further(text: str, last: yaml.Node, versions: Sequence[str]) -> Iterator[_Edit]:
    """Add lines below the last item of a list, which look like it."""
    start = last.start_mark.index
    dash = text[_line_start(text, start) : start]
    end, next_line = _line_end(text, last.end_mark.index)
    line_end = text[end:next_line] or ("\r\n" if "\r\n" in text else "\n")
    if versions:
        yield end, end, "".join(f"{line_end}{dash}{quoted(version)}" for version in versions)


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _line_end(text: str, index: int) -> tuple[int, int]:
    """Where the line of an index ends, before and after what ends it."""
    found = _LINE_END.search(text, index)
    return (found.start(), found.end()) if found else (len(text), len(text))


def _flow(versions: Sequence[str]) -> str:
    return f"[{', '.join(map(quoted, versions))}]"


def _replace(
    path: Path, before: bytes, after: bytes, document: Document, name: str, versions: Sequence[str]
) -> None:
    """Put a file in the place of another where it reads as it should and the other is still what it was."""
    unfinished = Path(_written_beside(path, after))
    try:
        _refuse_other_changes(document, unfinished, name, versions)
        if path.read_bytes() != before:
            raise _changed_meanwhile(document.shown)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _changed_meanwhile(shown: str) -> Refused:
    return Refused(f"{shown} was changed meanwhile and was left as it is: try again")


def _written_beside(path: Path, body: bytes) -> str:
    """Write a file that is no watchlist in the same folder, with the mode of another; return its name."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
        os.chmod(file.name, stat.S_IMODE(path.stat().st_mode))  # noqa: PTH101 - by name, as all systems can
        return file.name


def _refuse_other_changes(before: Document, path: Path, name: str, versions: Sequence[str]) -> None:
    """Refuse a file that says anything else than another does, but for the versions of an entry."""
    if not _reads_as(before, path, name, versions):
        line = before.line_of(("deployed", name))
        raise Refused(
            f"{before.shown} line {line} is written in a way that cannot be changed safely: edit it by hand"
        )


def _reads_as(before: Document, path: Path, name: str, versions: Sequence[str]) -> bool:
    try:
        after = read_document(path, before.shown)
        validate(after, EnvironmentModel)
    except ConfigurationError:
        return False
    return _said(after, name, None) == _said(before, name, versions)


def _said(document: Document, name: str, versions: Sequence[str] | None) -> str:
    """What a document says, in its order, with the versions of an entry as a list: its own, or others."""
    deployed = document.content["deployed"]
    entry = deployed[name]
    own = entry["version"] if isinstance(entry, dict) else entry
    told: Any = [*versions] if versions else ([own] if isinstance(own, str) else own)
    other = {**entry, "version": told} if isinstance(entry, dict) else told
    return json.dumps({**document.content, "deployed": {**deployed, name: other}})
