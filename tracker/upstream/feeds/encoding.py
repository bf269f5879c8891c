"""From the bytes of a document to its text, whatever its encoding and whatever it says its encoding is."""

import codecs
import re

# The longest first: the mark of UTF-32 begins like that of UTF-16.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
# Python's codecs include some that are no character sets, slow ones among them.
_CHARACTER_SETS = re.compile(r"(us-)?ascii|utf-?8|latin-?1|(iso[-_]?8859|windows|cp125|koi8|gb|big5|shift|euc).*")
_LAST_RESORT = "windows-1252"


def decode(body: bytes) -> tuple[str, str | None]:
    """Return the text of a document, and what is wrong with its encoding where something is."""
    for signature, encoding in _SIGNATURES:
        if body.startswith(signature):
            return _decoded_by_signature(body, encoding)
    match = _DECLARED.match(body)
    declared = match[1].decode().lower() if match else "utf-8"
    for encoding in ("utf-8", declared):
        text = _decoded(body, encoding)
        if text is not None:
            return text, None if _same(body, encoding, declared) else _complaint(declared, encoding)
    return body.decode(_LAST_RESORT, "replace"), _complaint(declared, _LAST_RESORT)


def _decoded_by_signature(body: bytes, encoding: str) -> tuple[str, str | None]:
    text = _decoded(body, encoding)
    if text is not None:
        return text, None
    return body.decode(encoding, "replace"), f"its text is not valid {encoding.removesuffix('-sig')}"


def _decoded(body: bytes, encoding: str) -> str | None:
    """Decode, or return None where the bytes or the name of the encoding are wrong."""
    if not encoding.startswith("utf-") and not _CHARACTER_SETS.fullmatch(encoding):
        return None
    try:
        return body.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _same(body: bytes, used: str, declared: str) -> bool:
    return used == declared or body.isascii() or declared == "utf8"


def _complaint(declared: str, used: str) -> str:
    return f"its text is declared as {declared} and was read as {used}"
