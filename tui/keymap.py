"""Other keys for the bindings, as a file names them: checked before they come into force."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from itertools import chain
from typing import Protocol, cast

from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode
from textual.keys import Keys

from tracker.record import Record, field
from tui.keys import key_name
from tui.screen_names import import_all

# What is open alone: its keys meet no others. A line that is typed into takes the letters.
_ALONE = frozenset({"help", "form", "copy", "export", "palette"})
_MODIFIERS = frozenset({"ctrl", "shift", "alt", "super", "meta", "hyper"})
_NAMED = frozenset(key.value for key in Keys) | {"space"}


class Keymap(Record):
    """The keys of the bindings that have others than their own, by id, and what was wrong with the file."""

    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def for_textual(self) -> dict[str, str]:
        """As Textual takes it."""
        return {name: ",".join(keys) for name, keys in self.keys.items()}


class _Keyed(Protocol):
    keymap: Keymap


def key_of(node: DOMNode, binding: str) -> str:
    """Name the first key of a binding, by its id, as it is in force for this reader."""
    given = cast("_Keyed", node.app).keymap.keys.get(binding)
    return key_name(given[0] if given else _own_key(binding))


@cache
def _own_key(binding: str) -> str:
    """Look for a binding where it was imported already: to import all screens takes 0.1 s of the interface."""
    known = _imported_bindings()
    return (known if binding in known else _bindings())[binding][0].key


@cache
def _own_keys() -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(one.key for one in bindings) for name, bindings in _bindings().items()}


def elsewhere(node: DOMNode, key: str) -> Mapping[str, str]:
    """What a key does on other screens, as it is in force for this reader: the words of bindings by their ids."""
    given = cast("_Keyed", node.app).keymap.keys
    return {
        name: next((one.description for one in bindings if one.key == key), bindings[0].description)
        for name, bindings in _bindings().items()
        if name.partition(".")[0] not in _ALONE and key in given.get(name, _own_keys()[name])
    }


@cache
def _bindings() -> Mapping[str, tuple[Binding, ...]]:
    return known_bindings()


def known_bindings() -> dict[str, tuple[Binding, ...]]:
    """Collect the bindings of all screens and widgets of this interface, each key one of its own, by their ids."""
    import_all()
    return _imported_bindings()


def _imported_bindings() -> dict[str, tuple[Binding, ...]]:
    found: dict[str, dict[str, Binding]] = {}
    for binding in chain.from_iterable(map(_own, sorted(_kinds(DOMNode), key=_place))):
        if binding.id is not None:
            found.setdefault(binding.id, {}).setdefault(binding.key, binding)
    return {name: tuple(found[name].values()) for name in sorted(found)}


def _kinds(kind: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for one in kind.__subclasses__():
        if one.__module__.partition(".")[0] == "tui":
            yield one
        yield from _kinds(one)


def _place(kind: type[DOMNode]) -> tuple[int, str, str]:
    """What is shared comes first, whatever was imported first."""
    return len(kind.__mro__), kind.__module__, kind.__name__


def _own(kind: type[DOMNode]) -> Iterable[Binding]:
    for _, binding in BindingsMap(kind.__dict__.get("BINDINGS", ())):
        yield binding


def keymap(asked: Mapping[str, Iterable[str]]) -> Keymap:
    """Check what a file asks for; what cannot be is left out, with a sentence that says so."""
    if not asked:  # all screens would be imported to know their bindings
        return Keymap()
    known = {name: tuple(one.key for one in bindings) for name, bindings in known_bindings().items()}
    given: dict[str, tuple[str, ...]] = {}
    problems: list[str] = []
    for name, texts in asked.items():
        keys = tuple(map(_key, texts))
        if (problem := _wrong(name, texts, keys, known)) is not None:
            problems.append(problem)
        else:
            given[name] = tuple(key for key in keys if key is not None)
    while (clash := _clash(known, given)) is not None:
        key, name, other = clash
        del given[name]
        problems.append(f"`{key}` cannot be {name}, for it is {other}: give {other} another key first")
    return Keymap(keys=given, problems=tuple(problems))


def _key(text: str) -> str | None:
    """Read a key as people write it: `x`, `?`, `f5`, `ctrl+s`; None where there is none of that name."""
    if len(text) == 1:
        return _character(text)
    *modifiers, key = text.split("+")
    known = key in _NAMED or (len(key) == 1 and key.isalnum())
    return text if text in _NAMED or (known and set(modifiers) <= _MODIFIERS) else None


def _character(text: str) -> str | None:
    if text == ",":
        return "comma"
    return next(one.key for one in Binding.make_bindings([Binding(text, "")])) if text.strip() else None


def _wrong(
    name: str, texts: Iterable[str], keys: tuple[str | None, ...], known: Mapping[str, tuple[str, ...]]
) -> str | None:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        return f"there is no binding {name}" + (f"; {near[0]} is one" if near else "")
    if not keys:
        return f"{name} is given no key"
    unknown = [text for text, key in zip(texts, keys, strict=True) if key is None]
    return f"{name}: there is no key {unknown[0]}" if unknown else None


def _clash(
    known: Mapping[str, tuple[str, ...]], given: Mapping[str, tuple[str, ...]]
) -> tuple[str, str, str] | None:
    """Find a key that a file gives to one binding while another has it; the last in the file gives way.

    Those that share a key of their own are meant to: they belong to different screens.
    """
    for name in reversed([*given]):
        for other, own in known.items():
            both = set(given[name]) & set(given.get(other, own))
            if both and other != name and _meet(name, other) and not set(known[name]) & set(own):
                return min(both), name, other
    return None


def _meet(name: str, other: str) -> bool:
    """Whether two bindings are ever in force together."""
    rooms = {one.partition(".")[0] for one in (name, other)}
    return len(rooms) == 1 or not rooms & _ALONE or "program" in rooms
