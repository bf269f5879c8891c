"""Addresses of pages as they are linked in what people read."""

import re
from urllib.parse import quote, urlsplit

_SAFE = ":/?&=%+,;@~-._#"
_NO_CODE = re.compile("%(?![0-9A-Fa-f]{2})")


def linked(url: str | None) -> str | None:
    """Write a web address so that no format takes a part of it for markup; None for what is no web address."""
    try:
        parts = urlsplit(url or "")
    except ValueError:  # https://[
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    return quote(_NO_CODE.sub("%25", url or ""), safe=_SAFE, errors="replace")
