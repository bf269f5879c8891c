"""Deployed versions as people and inventories write them: bare, a tag, an image, with a packager's suffix."""

import re
from collections.abc import Collection

from tracker.errors import UnreadableVersion
from tracker.model import TagRule
from tracker.record import Record
from tracker.versions.schemes import parse, understood
from tracker.versions.tags import dotted, match_tag
from tracker.versions.version import Version
from tracker.versions.words import PACKAGING

_DIGEST = re.compile(r"@sha(?:256|512):[0-9a-f]+$")
_IMAGE = re.compile(r"(?P<image>[\w.-]+(?::[0-9]+)?(?:/[\w.-]+)+|[a-z][\w.-]*):(?P<tag>[\w][\w.+-]*)")
_EPOCH = re.compile(r"[0-9]+:(?=[0-9])")
_DISTRIBUTOR = re.compile(
    r"(?<![a-z])(?:ubuntu(?=[0-9])|deb|bpo|el|fc|amzn|suse|eks|gke|aks|rke|k3s|k0s|cdh|hdp|mapr)(?![a-z])",
    re.IGNORECASE,
)
_VERSION = re.compile(r"[vV]?(?P<numbers>[0-9]+(?:[._][0-9]+)*)(?P<tail>.*)")
_DROPPABLE = re.compile(r"(?:[-+~_.][0-9A-Za-z]+)+")
_LONGEST_DROPPED = 64
_NUMBER = re.compile(r"[0-9]+")
_ONLY_BUILD = re.compile(r"[-+~_.]*[0-9.]*[-+~_.]*")


class DeployedVersion(Record):
    """The version read from a deployed text; `dropped` holds what was left out of the text, in its order.

    `distributor` is True for the build of a distributor (Ubuntu, EKS), who adds fixes of its own.
    """

    version: Version
    dropped: tuple[str, ...] = ()
    distributor: bool = False


def explain_deployed(text: str, rule: TagRule, known: Collection[Version] = ()) -> DeployedVersion:
    """Read a deployed version and say what was dropped from it; raises UnreadableVersion.

    A text that is one of the `known` releases as it stands keeps words that no scheme understands.
    """
    bare, dropped = _without_image(text.strip())
    epoch = _EPOCH.match(bare)
    if epoch is not None:
        dropped, bare = (*dropped, epoch[0]), bare[epoch.end() :]
    bare = dotted(match_tag(bare, rule) or bare)
    found = _VERSION.fullmatch(bare)
    whole = _read(bare, rule) or _read(bare[1:] if bare[:1] in "vV" else bare, rule)
    tail = "" if found is None or rule.scheme == "date" else found["tail"]
    released = (whole in known or _is_built_as(tail, known)) and not PACKAGING.search(tail)
    if whole is not None and (released or "!" in bare or understood(tail) == len(tail)):
        return DeployedVersion(version=whole, dropped=dropped)
    if found is None:
        raise UnreadableVersion(f"'{text}' cannot be read as a version ({rule.scheme})")
    version, rest = _cut(found["numbers"], found["tail"], rule)
    if version is None:
        raise UnreadableVersion(f"'{text}' cannot be read as a version ({rule.scheme})")
    return DeployedVersion(version=version, dropped=(*dropped, rest), distributor=bool(_DISTRIBUTOR.search(rest)))


def read_deployed(text: str, rule: TagRule) -> Version:
    """Read a deployed version as people write it: bare, after a v, or as the tag; raises UnreadableVersion."""
    return explain_deployed(text, rule).version


def _is_built_as(tail: str, known: Collection[Version]) -> bool:
    """Say whether releases that are known end as a text does, but for the numbers, as all builds of GKE do."""
    shape = _NUMBER.sub("0", tail)
    return bool(tail) and any(_NUMBER.sub("0", _tail_of(one.text)) == shape for one in known)


def _tail_of(text: str) -> str:
    found = _VERSION.fullmatch(text)
    return found["tail"] if found else ""


def _without_image(text: str) -> tuple[str, tuple[str, ...]]:
    """Drop the digest and the name from an image reference, which keeps its tag."""
    digest = _DIGEST.search(text)
    dropped = () if digest is None else (digest[0],)
    text = text if digest is None else text[: digest.start()]
    image = _IMAGE.fullmatch(text)
    return (text, dropped) if image is None else (image["tag"], (f"{image['image']}:", *dropped))


def _cut(numbers: str, tail: str, rule: TagRule) -> tuple[Version | None, str]:
    """Read the numbers with as much of the tail as is understood; a bare build number before a cut goes too."""
    end = understood(tail)
    if end and not _ONLY_BUILD.fullmatch(tail[:end]):
        version = _read(numbers + tail[:end], rule)
        if version is not None and _droppable(tail[end:]):
            return version, tail[end:]
    return (_read(numbers, rule) if _droppable(tail) else None), tail


def _droppable(rest: str) -> bool:
    """Say whether a rest looks like what packagers add, and not like a text that only begins with numbers."""
    return len(rest) <= _LONGEST_DROPPED and _DROPPABLE.fullmatch(rest) is not None


def _read(text: str, rule: TagRule) -> Version | None:
    try:
        return parse(text, rule.scheme)
    except UnreadableVersion:
        return None
