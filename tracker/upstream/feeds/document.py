"""From the bytes that were served to the entries of a feed, however much of it is whole."""

import re
from collections.abc import Callable, Sequence
from html import unescape
from typing import Generic, TypeVar

from tracker.errors import NotAFeed
from tracker.model import SkippedEntry
from tracker.record import Record
from tracker.text import clean_line
from tracker.upstream.feeds.encoding import decode
from tracker.upstream.feeds.salvage import salvage
from tracker.upstream.feeds.survey import UnfitXml, survey

# Stands where a control character was: allowed in XML, removed by `tracker.text.clean`, and refused in a tag, so
# that a tag with a control character cannot turn into another tag.
_MARK = "\ufff9"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# C1 controls are legal in XML, but feedparser reads them as Windows-1252, so U+009B would become a quotation mark.
_CONTROL_REFERENCE = re.compile("&#(?:0*(?:12[7-9]|1[345][0-9])|x0*(?:7[fF]|[89][0-9a-fA-F]));")
_AMPERSAND = re.compile(r"&(?:#(?P<number>[0-9]{1,20}|x[0-9a-fA-F]{1,20});|(?P<name>lt|gt|amp|quot|apos);)?")

_MOST_AMPERSANDS = 500_000  # half a second; ten entries at GitHub's limit hold far fewer

_PROLOGUE = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_ROOT = re.compile(r"<(?P<name>(?:[\w.-]+:)?(?P<kind>[\w.-]+))(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*+>")
_FEED_ROOTS = frozenset({"feed", "rss", "rdf"})
_HTML_TITLE = re.compile(r"<title[^<>]*>([^<]{1,1000})", re.IGNORECASE)
_BINARIES = ((b"%PDF", "a PDF document"), (b"\x89PNG", "a PNG image"), (b"PK\x03\x04", "a ZIP archive"))


Entry = TypeVar("Entry")


class Document(Record, Generic[Entry]):
    """The entries of a feed as they were read, those that had to be left out, and what is wrong with the rest."""

    entries: Sequence[Entry]
    skipped: tuple[SkippedEntry, ...] = ()
    damaged: str | None = None


def read_document(body: bytes, host: str, read: Callable[[bytes], list[Entry]]) -> Document[Entry]:
    """Read what a host served as a feed: whole, else mended, else entry by entry.

    `read` gets well-formed XML in UTF-8 and may raise UnfitXml. Raises NotAFeed, naming what the bytes look like.
    """
    text, complaint = _text_of(body, host)
    text = _CONTROL_REFERENCE.sub(_MARK, _CONTROL.sub(_MARK, _after_prologue(text)))
    root = _ROOT.match(text)
    if root is None or root["kind"].lower() not in _FEED_ROOTS:
        raise NotAFeed(f"{host} served {_looks_like(text)} instead of a feed")
    try:
        return Document(entries=_whole(text, read), damaged=_damaged(complaint))
    except UnfitXml as fault:
        return _salvaged(text, root, read, (complaint, str(fault)))


def _salvaged(
    text: str, root: re.Match[str], read: Callable[[bytes], list[Entry]], faults: tuple[str | None, ...]
) -> Document[Entry]:
    try:
        entries, skipped = salvage(_mended(text), root, read)
    except UnfitXml as fault:
        return Document(entries=[], damaged=_damaged(*faults, str(fault)))
    return Document(entries=entries, skipped=skipped, damaged=_damaged(*faults))


def _damaged(*faults: str | None) -> str | None:
    told = "; ".join(fault for fault in faults if fault)
    return f"the feed is damaged: {told}" if told else None


def _text_of(body: bytes, host: str) -> tuple[str, str | None]:
    if not body.strip():
        raise NotAFeed(f"{host} served an empty document instead of a feed")
    for signature, kind in _BINARIES:
        if body.startswith(signature):
            raise NotAFeed(f"{host} served {kind} instead of a feed")
    return decode(body)


def _after_prologue(text: str) -> str:
    """Leave out declaration, comments and processing instructions before the root element."""
    prologue = _PROLOGUE.match(text)
    return text[prologue.end() :] if prologue else text


def _looks_like(text: str) -> str:
    """Say in a few words what a text is that is no feed."""
    head = text[:2000].lower()
    if head.startswith(("<!doctype html", "<html")):
        title = _HTML_TITLE.search(text[:100_000])
        return f"an HTML page titled '{clean_line(unescape(title[1]), 100)}'" if title else "an HTML page"
    if head.startswith(("<!doctype", "<!entity")):
        return "XML with a document type, which is refused for safety,"
    if head.startswith(("{", "[")):
        return "JSON"
    return f"a text that begins with '{clean_line(text, 40)}'"


def _whole(text: str, read: Callable[[bytes], list[Entry]]) -> list[Entry]:
    try:
        return read(survey(text))
    except UnfitXml:
        return read(survey(_mended(text)))


def _mended(text: str) -> str:
    """Mark references to characters that XML forbids, and escape ampersands that begin no reference."""
    if text.count("&") > _MOST_AMPERSANDS:
        return text
    return _AMPERSAND.sub(_mended_ampersand, text)


def _mended_ampersand(match: re.Match[str]) -> str:
    if match["name"]:
        return match[0]
    if match["number"] is None:
        return "&amp;"
    number = match["number"]
    code = int(number[1:], 16) if number.startswith("x") else int(number)
    return _MARK if code > 0x10FFFF or _CONTROL.match(chr(code)) else match[0]
