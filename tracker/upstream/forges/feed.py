"""Any Atom or RSS feed: which part of an entry names the release, where no forge says how."""

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import unquote

from tracker.model import Origin, Source, TagPlace
from tracker.text import clean_line
from tracker.upstream.feeds.dialect import Dialect, Entry, NoTag, path_of
from tracker.upstream.forges import github, gitlab
from tracker.upstream.forges.servers import Servers

_VERSION = re.compile(r"[A-Za-z_.-]{0,60}[0-9]+(?:[._][0-9]+)+[0-9A-Za-z.+~_-]{0,100}")
_BARE = re.compile(r"[vV]?[0-9]+(?:[._][0-9]+)+[0-9A-Za-z.+~_-]{0,100}")
_NUMBER = re.compile(r"[vV]?[0-9]{1,9}")
_FILE = re.compile(r"\.(?:html?|php|md|txt|tar\.\w+|tgz|zip)$", re.IGNORECASE)
_EARLY = re.compile(
    r"\b(?:alpha|beta|rc|candidate|milestone|nightly|preview|pre-?release|snapshot)(?![a-z])", re.IGNORECASE
)
_NONE = "neither its link nor its title nor its id names a version; `from` and `tags.pattern` can say where it is"


def source(origin: Origin, _servers: Servers) -> Source:
    """The feed itself, which is its own identity."""
    return Source(forge="feed", path=origin.path, url=origin.path, kind="feed", tag_place=origin.tag_place)


def _tag(entry: Entry, source: Source) -> str:
    """Return what the named part says as it stands, or else the version in the first part that names one."""
    if source.tag_place is not None:
        return _PARTS[source.tag_place](entry)
    tag = next(filter(None, (way(entry) for way in _WAYS)), None)
    if tag is None:
        raise NoTag(_NONE)
    return tag


def _of_link(entry: Entry) -> str:
    """The end of the link, or what stands behind a forge's page of releases."""
    path = path_of(entry.link)
    return _behind_a_page(path) or unquote(path.rstrip("/").rpartition("/")[2])


def _of_title(entry: Entry) -> str:
    return clean_line(entry.title)


def _of_id(entry: Entry) -> str:
    """The end of the id."""
    return github.tag_of_id(entry) or unquote(re.split(r"[/:#@]", entry.id.rstrip("/"))[-1])


def _of_a_forge(entry: Entry) -> str:
    return github.tag_of_id(entry) or _behind_a_page(path_of(entry.link))


def _behind_a_page(path: str) -> str:
    tails = (path.partition(page)[2] for page in (github.RELEASE_PAGE, gitlab.RELEASE_PAGE))
    return unquote(next((tail for tail in tails if tail), ""))


def _version_of_link(entry: Entry) -> str:
    return _version(_of_link(entry))


def _version_of_id(entry: Entry) -> str:
    return _version(_of_id(entry))


def _version(text: str) -> str:
    """The text without the ending of a file where it names a version, else nothing."""
    text = _FILE.sub("", text)
    return text if len(text) <= 255 and _VERSION.fullmatch(text) else ""


def _version_of_title(entry: Entry) -> str:
    """The only version in the title; raises NoTag where it is one of several, or tells of what comes before it."""
    title = _of_title(entry)
    if _VERSION.fullmatch(title) or _NUMBER.fullmatch(title):
        return title
    words = (word.strip(",;:!?()[]\"'.") for word in title.split())
    found = list(dict.fromkeys(word for word in words if _BARE.fullmatch(word)))
    if len(found) > 1:
        raise NoTag(f"its title names more than one version: {', '.join(found)}")
    if found and _EARLY.search(title.replace(found[0], "")):
        raise NoTag(f"its title tells of something before the release of {found[0]}")
    return found[0] if found else ""


def _key(_entries: Sequence[Entry], source: Source) -> str:
    return source.path


_PARTS: Mapping[TagPlace, Callable[[Entry], str]] = {
    TagPlace.LINK: _of_link,
    TagPlace.TITLE: _of_title,
    TagPlace.ID: _of_id,
}

_WAYS = (_of_a_forge, _version_of_link, _version_of_title, _version_of_id)

# How much a feed leaves out is its own secret, so that nothing is all there is.
DIALECT = Dialect(tag=_tag, window=1, key=_key)
