"""Records as JSON text."""

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec

_UNPRINTABLE = re.compile(r"[^\x00-\x7e]+")


def json_text(value: Any, depth: int = 0) -> str:
    """Write a value with its records in printable ASCII, indented by two.

    `depth` is how many times the line is indented that it begins on. Instants, which are UTC, are RFC 3339. Raises
    TypeError for what is neither a record nor known to JSON.
    """
    for _ in range(depth):
        value = [value]
    text = msgspec.json.format(msgspec.json.encode(value, enc_hook=_mapping), indent=2).decode()
    if not text.isascii() or "\x7f" in text:
        text = _UNPRINTABLE.sub(lambda some: json.dumps(some[0])[1:-1], text)
    # The lists that indent it begin with "[\n" and an indentation each, and end with "\n", an indentation and "]".
    return text[depth * (depth + 3) : len(text) - depth * (depth + 1)]


def _mapping(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a {type(value).__name__} is not JSON serializable")
