"""What readers make of a letter: a parser of Markdown, and one of HTML as browsers have it."""

from xml.etree.ElementTree import Element

import html5lib
from markdown_it import MarkdownIt
from markdown_it.token import Token


def tokens(text: str) -> list[Token]:
    """All tokens of a Markdown with the tables, strokes and HTML that GitHub has."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return [inner for token in parser.parse(text) for inner in (token, *(token.children or ()))]


def elements(html: str) -> list[Element]:
    """All elements as a browser reads them."""
    return [*html5lib.parse(html, namespaceHTMLElements=False).iter()]
