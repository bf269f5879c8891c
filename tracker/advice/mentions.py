"""The ids of vulnerabilities that a text mentions."""

import re

# Hyphens come in several shapes. Years and letters as https://www.cve.org/About/Process#CVERecordLifecycle and
# https://github.com/github/advisory-database#ghsa-ids have them.
_ID = re.compile(
    r"(?<![A-Za-z0-9])(?:CVE[-\u2010-\u2013](?P<year>(?:19|20)[0-9]{2})[-\u2010-\u2013](?P<number>[0-9]{4,19})(?![0-9])"
    r"|GHSA[-\u2010-\u2013](?P<ghsa>[2-9cfghjmpqrvwx]{4}(?:[-\u2010-\u2013][2-9cfghjmpqrvwx]{4}){2})(?![A-Za-z0-9]))",
    re.IGNORECASE,
)
_HYPHEN = re.compile(r"[\u2010-\u2013]")
_MOST = 1000


def mentioned(*texts: str) -> tuple[str, ...]:
    """List the CVE and GHSA ids in some texts, each once and as its database writes it, in order; at most 1000."""
    found = {_normal(one) for text in texts for one in _ID.finditer(text)}
    return tuple(sorted(found)[:_MOST])


def _normal(found: re.Match[str]) -> str:
    if found["ghsa"]:
        return f"GHSA-{_HYPHEN.sub('-', found['ghsa'].lower())}"
    return f"CVE-{found['year']}-{found['number']}"
