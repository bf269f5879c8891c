"""Versions as databases of vulnerabilities write them: `v3.9.2`, a tag, a day, a pseudo-version of Go."""

import re

from tracker.errors import UnreadableVersion
from tracker.model import TagRule
from tracker.versions.deployed import explain_deployed
from tracker.versions.schemes import parse
from tracker.versions.version import Version

# Bitnami writes MinIO's RELEASE.2024-01-31T20-20-33Z as 2024.1.31.
_DAY = re.compile(r"v?(?P<year>\d{4})[.-](?P<month>\d{1,2})[.-](?P<day>\d{1,2})")
# A commit that no tag of Go names, with its instant (https://go.dev/ref/mod#pseudo-versions).
_PSEUDO = re.compile(
    r"v?\d[\w.+-]*[-.](?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?P<time>\d{6})-[0-9a-f]{12}(\+incompatible)?"
)
_START_OF_DAY, _END_OF_DAY = "000000", "235959"


def read_recorded(text: str, rule: TagRule) -> Version:
    """Read the version at which a record says that something begins or ends; raises UnreadableVersion.

    Nothing is dropped from it: a rest that nobody understands may be what sets it apart. Under date stamps, a day
    means its beginning.
    """
    return _read(text, rule, _START_OF_DAY)


def read_last_recorded(text: str, rule: TagRule) -> Version:
    """Read the last version of which a record says something, where a day means its end."""
    return _read(text, rule, _END_OF_DAY)


def _read(text: str, rule: TagRule, time: str) -> Version:
    pseudo = _PSEUDO.fullmatch(text)
    found = pseudo or _DAY.fullmatch(text)
    if rule.scheme == "date" and found is not None:
        return _stamp(found, pseudo["time"] if pseudo else time)
    if pseudo is not None:
        raise UnreadableVersion(f"'{text}' names a commit")
    read = explain_deployed(text, rule)
    if read.dropped:
        raise UnreadableVersion(f"'{text}' cannot be read as a version ({rule.scheme})")
    return read.version


def _stamp(found: re.Match[str], time: str) -> Version:
    year, month, day = found["year"], int(found["month"]), int(found["day"])
    return parse(f"{year}-{month:02}-{day:02}T{time[:2]}-{time[2:4]}-{time[4:]}Z", "date")
