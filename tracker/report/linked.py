"""Addresses of pages as they are linked in what people read."""

from urllib.parse import quote, urlsplit

_SAFE = ":/?&=%+,;@~-._#"


def linked(url: str | None) -> str | None:
    """Write a web address so that no format takes a part of it for markup; None for what is no web address."""
    try:
        parts = urlsplit(url or "")
    except ValueError:  # https://[
        return None
    return quote(url or "", safe=_SAFE) if parts.scheme in {"http", "https"} and parts.netloc else None
