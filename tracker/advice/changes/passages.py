"""The passages of the notes of one release that speak of changes to act on."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from tracker.advice.changes.blocks import LONGEST_NOTES, Block, said, shown
from tracker.advice.changes.from_html import html_blocks
from tracker.advice.changes.from_markdown import markdown_blocks
from tracker.advice.changes.noise import is_dull, is_own_work, labels_of, mends
from tracker.advice.changes.patterns import any_of
from tracker.advice.changes.topics import Aside, Standing, Topic, standing
from tracker.advice.changes.wording import is_inward, kind_by_label, kind_by_words
from tracker.advice.mentions import mentioned
from tracker.model import ChangeKind
from tracker.text import clean_line

LONGEST_PASSAGE = 300
# Of one release; the longest real notes have a tenth of it.
MOST_PASSAGES = 1000

_HTML = re.compile(r"<(?:p|li|h[1-6]|pre|div|table)[\s>]", re.IGNORECASE)
_POINT = re.compile(r"<li[\s>]", re.IGNORECASE)
_MARKDOWN = re.compile(r"^ {0,3}(?:#{1,6}|[-*+])\s", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\sa-z])")
_BY = re.compile(r"\s+by @[\w\[\]-]+(?: in \S+)?|\s+@[\w-]+ in \S+$")
_HASH = re.compile(r"^\[?[0-9a-f]{7,40}\]?:?[\s-]+(?=\S)|\s*\(?\b[0-9a-f]{40}\b\)?")
_WORD = re.compile(r"[^\W\d_]{2}")
_SHORT = 80
_ADDS = re.compile(r"(?:\S+ ){0,3}add(?:s|ed)? |new ", re.IGNORECASE)
_DEPRECATED = re.compile(r"\bdeprecat|\bwill (?:\w+ )?be (?:removed|dropped)", re.IGNORECASE)
_REMOVED = any_of(
    r"(?<!be )\b(?:removed?s?|dropp?(?:ed|s)?|removal|discontinued|stopped support\w*)\b(?!.*\bdeprecat)",
    r"\bno longer\b",
)
_KINDRED = {ChangeKind.REMOVED, ChangeKind.DEPRECATED}


class Passage(NamedTuple):
    """A passage and what it speaks of; `stated` where a heading, a label or the id of a vulnerability says so."""

    kind: ChangeKind
    text: str
    stated: bool


def passages(notes: str) -> Sequence[Passage]:
    """Give the passages of some notes in their order; what is beyond the bound of their length is not read."""
    found = (one for block in standing(blocks_of(notes[:LONGEST_NOTES])) for one in _passages(block))
    return [*islice(found, MOST_PASSAGES)]


def blocks_of(notes: str) -> Sequence[Block]:
    """Give the blocks of notes in HTML or Markdown; where all is preformatted, of what is in it."""
    if not _HTML.search(notes) or (_MARKDOWN.search(notes) and not _POINT.search(notes)):
        return markdown_blocks(notes)
    blocks, preformatted = html_blocks(notes)
    return blocks or markdown_blocks(preformatted)


def _passages(one: Standing) -> Iterator[Passage]:
    """Take a block whole where its section speaks of changes, and a point; else the sentences that do."""
    block, topic, leads = one
    if isinstance(topic, ChangeKind) and _is_of_section(block, topic, leads=leads):
        yield Passage(_within(topic, block.text), _line(block.text, block.under), stated=True)
        return
    for part in [block.text] if block.depth else _SENTENCE.split(block.text):
        if found := _stated(part, topic):
            yield Passage(found, _line(part, block.under), stated=True)
        elif found := _worded(part, topic):
            yield Passage(found, _line(part, block.under), stated=False)


def _is_of_section(block: Block, topic: ChangeKind, *, leads: bool) -> bool:
    """Say whether a section is made of blocks such as one, which is no introduction, detail or afterword."""
    text = said(block.text)
    labels, matter = labels_of(text)
    detail = bool(block.depth) and (not block.first or len(block.under) > _SHORT)
    afterword = not (block.depth or leads)
    other = topic in _KINDRED and (_ADDS.match(matter) or is_inward(matter) or is_own_work(labels))
    introduction = text.endswith(":") and (not block.depth or len(text) <= _SHORT)
    aside = detail or afterword or other or introduction or is_dull(matter)
    return bool(_WORD.search(shown(block.text))) and not aside


def _within(topic: ChangeKind, text: str) -> ChangeKind:
    """Tell removals from deprecations where a section has both."""
    if topic not in _KINDRED:
        return topic
    if _REMOVED.search(said(text)):
        return ChangeKind.REMOVED
    return ChangeKind.DEPRECATED if _DEPRECATED.search(said(text)) else topic


def _stated(text: str, topic: Topic | None) -> ChangeKind | None:
    if mentioned(shown(text)):
        return ChangeKind.SECURITY
    labels, matter = labels_of(said(text))
    return None if _is_beside(labels, matter, topic) else kind_by_label(labels)


def _worded(text: str, topic: Topic | None) -> ChangeKind | None:
    labels, matter = labels_of(said(text))
    if _is_beside(labels, matter, topic):
        return None
    return kind_by_words(matter, of_fault=topic is Aside.FIXES or mends(labels, matter))


def _is_beside(labels: Sequence[str], matter: str, topic: Topic | None) -> bool:
    return topic is Aside.SILENT or is_dull(matter) or is_own_work(labels)


def _line(text: str, under: str) -> str:
    """Write a passage as one line, after the short title of the point that it is below."""
    bare = _HASH.sub("", _BY.sub("", shown(text))).strip(" -\u2022*:|")
    title = under.rstrip(": ")
    return clean_line(f"{title}: {bare}" if 0 < len(title) <= _SHORT else bare, LONGEST_PASSAGE)
