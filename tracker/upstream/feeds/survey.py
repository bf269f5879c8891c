"""A first look at XML: whether it is well-formed, and small enough in every way for feedparser.

feedparser takes quadratic time in the attributes of an element (100,000 of them: 104 s), in the categories of an
entry (10,000: 1.5 s), in the length of an author (32,000 characters: 3.6 s,
https://github.com/kurtmckee/feedparser/issues/562), and in that of `xml:base`, which it joins anew for each
element (half a megabyte around 4,000 elements: minutes, and a gigabyte where they are nested). Any element takes
it up to 25 µs.
"""

import re
from collections.abc import Iterator
from xml.parsers import expat

MOST_ENTRIES = 1500
MOST_ELEMENTS = 15_000  # 0.4 s, and enough for MOST_ENTRIES of the kind that GitHub shows
_MOST_ELEMENTS_OF_AN_ENTRY = 5000
_MOST_LEVELS = 250
_LONGEST_BASE = 1000
_MOST_ATTRIBUTES = 100
_MOST_PREFIXES = 100
_LONGEST_AUTHOR = 160  # bytes, tags included

_NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
_NAME = re.compile(rb"<([^\s/>]+)")
_ENTRIES = frozenset({"entry", "item"})
_AUTHORS = frozenset({"author", "creator", "managingeditor", "owner", "publisher", "webmaster"})
_UNREAD = frozenset({"category", "keywords", "subject", "tags"})


class UnfitXml(ValueError):
    """The text is not well-formed, or has more of something than is read; the message says what."""


def survey(text: str) -> bytes:
    """Return XML without a document type as UTF-8, categories and overlong authors left out; raises UnfitXml."""
    xml = text.encode("utf-8", "replace")
    return _Survey().fit(xml)


class _Survey:
    def __init__(self) -> None:
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartNamespaceDeclHandler = self._declare
        self._entries = 0
        self._elements = 0
        self._elements_of_entry = 0
        self._level = 0
        # The length of each base that is open, and the level of its element.
        self._bases: list[tuple[int, int]] = []
        self._prefixes: set[str | None] = set()
        # The outermost author or category that is open: how deep we are in it, where it began, if it is read.
        self._depth = 0
        self._begin = 0
        self._is_read = True
        self._left_out: list[tuple[int, int]] = []

    def fit(self, xml: bytes) -> bytes:
        try:
            self._parser.Parse(xml, True)
        except expat.ExpatError as error:
            if error.code == _NO_MEMORY:
                raise MemoryError from None
            fault = expat.ErrorString(error.code)
            raise UnfitXml(f"it is not well-formed XML: {fault}, line {error.lineno}") from None
        return b"".join(self._kept(xml))

    def _kept(self, xml: bytes) -> Iterator[bytes]:
        position = 0
        for begin, end in self._left_out:
            yield xml[position:begin]
            # Expat ends an element before its closing tag, but behind a tag that closes itself.
            name = _NAME.match(xml, begin)
            closing = re.compile(rb"</%s\s*>" % re.escape(name[1])).match(xml, end) if name else None
            position = closing.end() if closing else end
        yield xml[position:]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = _local(name)
        if kind in _ENTRIES:
            self._entries += 1
            self._elements_of_entry = 0
        self._elements += 1
        self._elements_of_entry += 1
        bound(self._entries, MOST_ENTRIES, "entries")
        self._level += 1
        bound(self._elements, MOST_ELEMENTS, "elements")
        bound(self._elements_of_entry, _MOST_ELEMENTS_OF_AN_ENTRY, "elements in one entry")
        bound(self._level, _MOST_LEVELS, "levels of elements")
        bound(len(attributes), _MOST_ATTRIBUTES, "attributes of one element")
        if attributes:
            self._resolve(attributes)
        if kind in _AUTHORS or kind in _UNREAD:
            self._open(kind)

    def _resolve(self, attributes: dict[str, str]) -> None:
        """Bound what relative addresses are joined with: feedparser takes `base` of any namespace for it."""
        length = sum(len(value) for name, value in attributes.items() if name[-4:].lower() == "base")
        if length:
            self._bases.append((self._level, length))
            bound(sum(length for _, length in self._bases), _LONGEST_BASE, "characters in xml:base")

    def _open(self, kind: str) -> None:
        if self._depth == 0:
            self._begin = self._parser.CurrentByteIndex
            self._is_read = True
        self._depth += 1
        self._is_read &= kind not in _UNREAD

    def _end(self, name: str) -> None:
        if self._bases and self._bases[-1][0] == self._level:
            self._bases.pop()
        self._level -= 1
        kind = _local(name)
        if kind not in _AUTHORS and kind not in _UNREAD:
            return
        self._depth -= 1
        end = self._parser.CurrentByteIndex
        if self._depth == 0 and (not self._is_read or end - self._begin > _LONGEST_AUTHOR):
            self._left_out.append((self._begin, end))

    def _declare(self, prefix: str | None, _uri: str | None) -> None:
        self._prefixes.add(prefix)
        bound(len(self._prefixes), _MOST_PREFIXES, "namespace prefixes")


def _local(name: str) -> str:
    """Return the name of an element without its namespace, in lower case as feedparser compares it.

    To feedparser `dc_author` without a namespace is the same as `author` in that of Dublin Core.
    """
    return name.rpartition(" ")[2].rpartition("_")[2].lower()


def bound(number: int, most: int, what: str) -> None:
    """Raise UnfitXml where there is more of something than is read."""
    if number > most:
        raise UnfitXml(f"it has more than {most:,} {what}")
