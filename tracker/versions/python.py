"""Tags of a Python project, told by the spellings that only PEP 440 has: 1.0b1, 1.0.post1, 1.0.dev3, 1!2.0."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tracker.errors import UnreadableVersion
from tracker.versions.schemes import pep440
from tracker.versions.splitting import Numbering, Part, is_early

_CANDIDATE = re.compile(r"[0-9](?:a|b|rc)[0-9]+$")
_OWN = re.compile(r"\.(?:post|dev)[0-9]+|^[0-9]+![0-9]")
_EPOCH = re.compile(r"[0-9]+!")
_PATCH = re.compile(r"[0-9][a-z](?![a-z0-9])")


def as_python(parts: Sequence[Part]) -> Sequence[Part]:
    """Read parts under PEP 440 where they are spelt its way and every version among them can be read so.

    A letter alone (1.1.1w) is a patch that PEP 440 does not know; years without an own spelling stay a calendar.
    """
    if not _spelt_so(parts):
        return parts
    read = [_reread(one) for one in parts]
    if any(new is None and one.version is not None for new, one in zip(read, parts, strict=True)):
        return parts
    again = [new or one for new, one in zip(read, parts, strict=True)]
    if any(_EPOCH.match(one.text) for one in parts):
        return [replace(one, numbering=Numbering.NUMBERS) for one in again]
    return again


def is_python(parts: Sequence[Part]) -> bool:
    """Say whether parts were read under PEP 440."""
    return all(one.version is not None and one.version.scheme == "pep440" for one in parts)


def _spelt_so(parts: Sequence[Part]) -> bool:
    own = any(_OWN.search(one.text) for one in parts)
    early = any(_CANDIDATE.search(one.text) and one.numbering is not Numbering.YEAR for one in parts)
    return (own or early) and not any(_PATCH.search(one.text) for one in parts)


def _reread(one: Part) -> Part | None:
    try:
        version = pep440(one.text)
    except UnreadableVersion:
        return None
    stable = not version.prerelease and not is_early(one.prefix)
    return replace(one, version=version, numbers=version.numbers, stable=stable)
