"""Feeds that are made to cost whoever reads them: each by the name of its fault and trick, of about some size."""

from collections.abc import Callable

_ATOM = "http://www.w3.org/2005/Atom"
_ID = "<id>tag:github.com,2008:Repository/7/v1</id>"

Recipe = Callable[[int], str]


def _feed(inside: str, attributes: str = "") -> str:
    return f'<feed xmlns="{_ATOM}"{attributes}>{inside}</feed>'


def _entry(inside: str) -> str:
    return f"<entry>{_ID}{inside}</entry>"


def _inside(opening: str, unit: str, closing: str) -> Recipe:
    """One entry with an element that is filled with a repeated text."""
    return lambda size: _feed(_entry(opening + unit * (size // len(unit.encode())) + closing))


def _notes(unit: str) -> Recipe:
    return _inside('<content type="html">a', unit, "</content>")


def _elements(unit: str, most: int = 4900) -> Recipe:
    """Entries full of an element, each with as many as an entry may have."""

    def recipe(size: int) -> str:
        counts = [most] * (size // len(unit) // most) + [size // len(unit) % most]
        return _feed("".join(_entry(unit * count) for count in counts))

    return recipe


def _distinct(unit: str, most: int = 4900) -> Recipe:
    """Entries with elements that all differ; the unit has a # where their number stands."""
    inside = "".join(unit.replace("#", str(number)) for number in range(most))
    return lambda size: _feed(_entry(inside) * max(size // len(inside), 1))


def _nested(opening: str, closing: str) -> Recipe:
    return lambda size: _feed(
        (opening * (size // len(opening + closing))) + closing * (size // len(opening + closing))
    )


def _based(inner: str) -> Recipe:
    """A base of half the size around many elements."""

    def recipe(size: int) -> str:
        base = f' xml:base="http://acme.example/{"y" * (size // 2)}/"'
        return _feed(_entry(inner * min(size // 2 // len(inner), 4000)), base)

    return recipe


def _long_root(size: int) -> str:
    return f'<feed xmlns="{_ATOM}" a="{"x" * (size // 2)}">' + "<item></item>" * 3000


def _long_prefix(size: int) -> str:
    prefix = "p" * (size // 42)
    return f'<feed xmlns="{_ATOM}" xmlns:{prefix}="u">' + f"<{prefix}:entry></{prefix}:entry>" * 20 + "<x>"


def _namespaces(size: int) -> str:
    declared = "".join(f' xmlns:p{number}="u{number}"' for number in range(99))
    return _elements(f"<b{declared}/>")(size)


def _attributes(size: int) -> str:
    return _feed(_entry("<b" + "".join(f" a{number}=''" for number in range(size // 10)) + "/>"))


def _crash(size: int) -> str:
    """One entry on which feedparser fails makes it read all others by themselves."""
    good = _entry('<link href="http://x/"/><title>x</title><content type="html">abc</content>')
    return _feed("<entry><textinput><name>a</name></textinput></entry>" + good * (size // len(good)))


RECIPES: dict[str, Recipe] = {
    "p01 entity references": _notes("&amp;"),
    "p01 numbered references": _notes("&#9;"),
    "p01 ampersands that begin nothing": _notes("&"),
    "p01 an entity in an entity": lambda size: (
        f'<!DOCTYPE feed [<!ENTITY a "{"ha" * (size // 4)}"><!ENTITY b "{"&a;" * (size // 8)}">]>' + _feed("&b;")
    ),
    "p02 control characters": _notes("\x01"),
    "p02 references to control characters": _notes("&#128;"),
    "p06 dates of digits": _inside("<updated>", "1-", "</updated>"),
    "p06 dates of words": _inside("<updated>", "Mon, ", "</updated>"),
    "p08 a title of blanks": _inside("<title>", " ", "</title>"),
    "p08 a title of combining marks": _inside("<title>a", "\u0301\u0323", "</title>"),
    "p09 a link of escapes": _inside('<link href="http://x/releases/tag/', "%ff", '"/>'),
    "p09 a link of dots": _inside('<link href="', "../", '"/>'),
    "p11 empty entries": lambda size: _feed("<entry/>" * (size // 8)),
    "p11 entries with a title": lambda size: _feed("<entry><title>x</title></entry>" * (size // 31)),
    "p11 entries that do not end": lambda size: _feed("<item>" * (size // 6)),
    "p12 an author": _inside("<author><name>", "a ", "</name></author>"),
    "p12 an author under a name without namespace": _inside("<dc_author>", "a", "</dc_author>"),
    "p12 keywords under a name without namespace": _inside("<media_keywords>", "1,2,", "</media_keywords>"),
    "p12 subjects under a name without namespace": _distinct("<dc_subject>#</dc_subject>"),
    "p12 nested elements": _nested("<a>", "</a>"),
    "p12 nested bases": lambda size: _feed(
        _entry('<a xml:base="bbbbbbbbbbbbbbbb/">' * (size // 40) + "</a>" * (size // 40))
    ),
    "p12 a base around elements": _based('<a xml:base="b"/>'),
    "p12 a base around links": _based('<link href="b"/>'),
    "p12 contents": _elements("<content/>"),
    "p12 links": _elements("<link/>"),
    "p12 sources": _elements("<source/>"),
    "p12 distinct elements": _distinct("<a#>b</a#>"),
    "p12 attributes": _attributes,
    "p12 namespaces": _namespaces,
    "p12 combining marks": _notes("\u0301\u0323"),
    "p12 characters that become three": _notes("\ufb2c"),
    "p12 emoji": _notes("\U0001f600"),
    "p12 plain sections": _notes("<![CDATA[x]]>"),
    "p12 comments": lambda size: _feed("<!---->" * (size // 7)),
    "p13 a long first tag of a broken feed": _long_root,
    "p13 long names in a broken feed": _long_prefix,
    "p13 blanks in a broken entry": lambda size: _feed("<entry><id>" + " " * size + "</entry>"),
    "p13 broken links": lambda size: _feed(_entry("<link/>" * 4000) * (size // 28_000)) + "<junk",
    "p13 an entry that feedparser fails on": _crash,
}


def hostile_feed(name: str, size: int) -> bytes:
    """Make a feed by the name of its recipe, cut at no place: it may be somewhat longer or shorter."""
    return RECIPES[name](size).encode()
