"""Which addresses may be asked, and how they are named to people."""

import re
from functools import lru_cache
from urllib.parse import urljoin

import httpx

from tracker.errors import FetchError
from tracker.text import clean_line

_NEXT = re.compile(r"<([^<>]{1,2000})>\s*;[^<>,]{0,200}?\brel=\"?next\b")
_PORTS = {"http": 80, "https": 443}
Origin = tuple[str, str, int | None]


def origin(url: httpx.URL) -> Origin:
    """Return scheme, host and port, the port also where it is the scheme's own."""
    return url.scheme, url.host, url.port or _PORTS.get(url.scheme)


def host_of(url: httpx.URL) -> str:
    """Name the host of a URL, with the port where it is not the scheme's own."""
    return _shown(url.netloc)


@lru_cache(maxsize=100)
def _shown(netloc: bytes) -> str:
    return clean_line(netloc.decode("ascii"), 100)


def subject_of(url: httpx.URL) -> str:
    """Name what a URL is about, as OWNER/REPO; never with credentials or a query."""
    return clean_line(url.path.strip("/").removesuffix("/releases.atom").removesuffix("/-"), 150)


def parse_address(text: str) -> httpx.URL:
    """Read a URL to ask; raises FetchError for one that is no web address or carries credentials."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, UnicodeError):
        raise FetchError(f"'{clean_line(text, 100)}' is not a valid URL") from None
    if url.scheme not in _PORTS or not url.host:
        raise FetchError("the address of the feed is not a web address; write it as https://HOST/PATH")
    if url.userinfo:
        raise FetchError(f"{host_of(url)}: the address of the feed carries credentials; feeds are read without")
    return url


def next_hop(url: httpx.URL, location: str | None, allowed: frozenset[Origin]) -> httpx.URL:
    """Return where a redirect leads; raises FetchError where it may not be followed."""
    here = host_of(url)
    try:
        target = httpx.URL(urljoin(str(url), location or ""))
    except (httpx.InvalidURL, ValueError):
        target = httpx.URL("")
    if not location or target.scheme not in _PORTS or not target.host:
        raise FetchError(f"{here} redirects {subject_of(url)} to no web address")
    if url.scheme == "https" and target.scheme == "http":
        raise FetchError(f"{here} redirects {subject_of(url)} to plain http, which is not followed")
    if origin(target) not in allowed or target.userinfo:
        raise FetchError(
            f"{here} redirects {subject_of(url)} to {host_of(target)}, which no setting names; it is not followed"
        )
    return target.copy_with(fragment=None)


def next_page(link: str, url: str) -> str | None:
    """Return the address of the next page of a listing from a Link header, None without one."""
    found = _NEXT.search(link)
    return urljoin(url, found[1]) if found else None
