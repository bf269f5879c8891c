"""What words and letters around the numbers of a version say: before the release, the release itself, after it."""

import re
from collections.abc import Mapping

BEFORE_RELEASE: Mapping[str, int] = {
    **dict.fromkeys(("dev", "development", "snapshot", "nightly", "canary", "edge", "weekly", "unstable"), -9),
    **dict.fromkeys(("test", "tst", "testing", "experimental", "exp", "draft", "wip", "insiders", "next"), -9),
    **dict.fromkeys(("pre", "prerelease", "preview", "ea", "eap", "early", "tp", "freeze", "prestable"), -7),
    **dict.fromkeys(("alpha", "a"), -6),
    **dict.fromkeys(("beta", "b", "gamma"), -5),
    **dict.fromkeys(("milestone", "m"), -4),
    **dict.fromkeys(("rc", "cr", "c", "candidate"), -3),
}
THE_RELEASE = frozenset(
    {"final", "ga", "release", "rel", "stable", "lts", "tag", "incubating", "official", "ee", "ce", "oss"}
)
AFTER_RELEASE: Mapping[str, int] = {
    **dict.fromkeys(("r", "rev", "revision", "build"), 1),
    **dict.fromkeys(("p", "patch", "pl", "sp", "post", "security", "hotfix", "hf", "u", "update"), 2),
}
PATCH_LETTER = re.compile(r"z?[a-z](?![a-z])", re.IGNORECASE)
"""The letter right behind the numbers of OpenSSL's 1.1.1w, and of 0.9.8za that follows 0.9.8z."""
CANDIDATES = frozenset(word for word, rank in BEFORE_RELEASE.items() if rank == BEFORE_RELEASE["rc"])

DISTRIBUTIONS = "debian|ubuntu|alpine|centos|photon|rhel|ubi|ol|bookworm|bullseye|buster|jammy|focal|noble|slim"
PACKAGING = re.compile(rf"[-_+](?:{DISTRIBUTIONS})(?:[-_.]?\d+)*(?:-r\d+)?", re.IGNORECASE)
_IGNORED = re.compile(rf"(?:{PACKAGING.pattern}|[-_+](?:{'|'.join(sorted(THE_RELEASE))}))+$", re.IGNORECASE)


def without_ignored(text: str) -> str:
    """Drop from the end of a version the packaging that does not change its order: -debian-12-r3, -lts, -release.

    A Java qualifier behind a dot (4.1.100.Final) is part of the version.
    """
    return text if text[-1:].isdigit() and "-" not in text and "_" not in text else _IGNORED.sub("", text)
