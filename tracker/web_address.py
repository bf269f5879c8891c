"""Web addresses that people write into settings and files: checked as they are read, and in one plain form."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

from tracker.text import clean_line

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?|[0-9a-f:.]+")
# A host that ends in a number is an address: 127.1, 0x7f.1 and 2130706433 are other spellings of 127.0.0.1.
_ENDS_IN_A_NUMBER = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)\.?")
_LONGEST = 500
_SECRET = re.compile(r"(^|[&;_-])(apikey|auth|key|pass|passwd|password|secret|sig|signature|token)=")


def server_address(text: str) -> str:
    """Return the address of a server, its host in lower case and without a slash at the end; raises ValueError."""
    parts = _parts(text)
    if parts.query or "?" in text:
        raise ValueError("must hold no query")
    return parts._replace(netloc=parts.netloc.lower()).geturl().rstrip("/")


def page_address(text: str) -> str:
    """Return the address of a page, which may have a query, its host in lower case; raises ValueError."""
    parts = _parts(text)
    if _SECRET.search(parts.query.lower()):
        raise ValueError("carries a secret in its query, which would be shown and stored; name a public feed")
    return parts._replace(netloc=parts.netloc.lower()).geturl()


def listen_address(text: str) -> tuple[str, int]:
    """Take apart an address to listen on: `127.0.0.1:9470`, `[::1]:9470`; raises ValueError.

    The port 0 stands for any that is free.
    """
    host, _, port = text.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        usable = _is_host(bare.lower()) and (":" in bare) == (bare != host)
    except ValueError:
        usable = False
    if not usable or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65535:
        raise ValueError(f"'{clean_line(text)}' is no address to listen on: write HOST:PORT, as 127.0.0.1:9470")
    return bare, int(port)


def _parts(text: str) -> SplitResult:
    """Take apart an http or https address that says nothing in a roundabout way; raises ValueError."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and _is_host(parts.hostname or "") and parts.port != 0
    except ValueError:
        usable = False
    if "@" in text.partition("://")[2].partition("/")[0]:
        raise ValueError("must hold no credentials")
    if not usable:
        raise ValueError(f"'{clean_line(text)}' is not an http or https address")
    if "#" in text:
        raise ValueError("must hold no fragment")
    if len(text) > _LONGEST:
        raise ValueError(f"is longer than {_LONGEST} characters")
    if not re.fullmatch(r"[!-~]+", text) or re.search(r'[\\<>"^`{|}]', text):
        raise ValueError(f"'{clean_line(text)}' holds characters that must be percent-encoded in an address")
    if any(unquote(part) in {".", ".."} for part in parts.path.split("/")):
        raise ValueError(f"'{clean_line(text)}' has '.' or '..' in its path")
    return parts


def _is_host(host: str) -> bool:
    """Say whether a host is a name in ASCII, or an address of the network in its usual spelling."""
    if ":" in host or _ENDS_IN_A_NUMBER.fullmatch(host):
        return str(ip_address(host)) == host
    return bool(_HOST.fullmatch(host))
