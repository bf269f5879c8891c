"""The named policies of a folder, and the layers that come of naming and changing them."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.deployed.schema import PolicyModel
from tracker.errors import ConfigurationError
from tracker.model import PolicyLayer
from tracker.record import replace
from tracker.yaml_file import Document, validate
from tracker.yaml_problems import KeyPath

# What the layer of a supposed policy is called.
SUPPOSED = "what-if"


@dataclass(frozen=True, slots=True)
class Said:
    """What a document says of the policy at one place; `policy` is None where it says nothing."""

    name: str
    policy: PolicyModel | None
    document: Document | None
    place: KeyPath

    @property
    def layers(self) -> tuple[PolicyLayer, ...]:
        """What is said beside a name; nothing where nothing is."""
        said = self.policy.model_dump(exclude={"extends"}, exclude_none=True) if self.policy else {}
        if not said or self.document is None:
            return ()
        location = f"{self.document.shown}#{self.document.line_of(self.place)}"
        return (PolicyLayer(name=self.name, location=location, said=said),)

    def refuse(self, problem: str) -> ConfigurationError:
        """The error that names this place."""
        return (
            self.document.error((*self.place, "extends"), problem)
            if self.document
            else ConfigurationError(problem)
        )


class Policies:
    """The policies of policies.yaml, of which there may be none; `standard` lies below all others."""

    def __init__(self, entries: Mapping[str, PolicyModel], document: Document | None) -> None:
        self._entries = entries
        self._document = document

    def names(self) -> tuple[str, ...]:
        """Name every policy that can be used, sorted."""
        return tuple(sorted({"standard", *self._entries}))

    def layers(self, said: Sequence[Said]) -> tuple[PolicyLayer, ...]:
        """Lay out what the customer, the environment and the entry say, outermost first.

        The nearest name chooses the policy; what each of them says beside a name lies over it. Raises
        ConfigurationError for a name that is none.
        """
        named = next((one for one in reversed(said) if one.policy and one.policy.extends), None)
        chain = self._chain(named) if named else ()
        nearer = (layer for one in said for layer in one.layers)
        return (*self._said("standard").layers, *chain, *nearer)

    def supposed(self, text: str) -> tuple[PolicyLayer, ...]:
        """Read a policy from one line: a name, or keys with their values, parted by semicolons."""
        try:
            document = _typed(text)
            said = Said(SUPPOSED, validate(document, PolicyModel), document, ())
            layers = (*self._chain(said), *said.layers)
        except ConfigurationError as error:
            raise ConfigurationError(f"policy: {str(error).removeprefix(f'{SUPPOSED} line 1: ')}") from None
        return tuple(replace(one, location="as typed") if one.name == SUPPOSED else one for one in layers)

    def _chain(self, said: Said, seen: tuple[str, ...] = ()) -> tuple[PolicyLayer, ...]:
        """Unfold the policy named at a place into layers, what it extends first."""
        name = said.policy.extends if said.policy else None
        if name is None or name == "standard":
            return ()
        if name in seen:
            raise said.refuse(f"policy '{name}' extends itself")
        if name not in self._entries:
            raise said.refuse(f"there is no policy '{name}': {self._hint(name)}")
        parent = self._said(name)
        return (*self._chain(parent, (*seen, name)), *parent.layers)

    def _said(self, name: str) -> Said:
        return Said(f"policy {name}", self._entries.get(name), self._document, (name,))

    def _hint(self, name: str) -> str:
        near = difflib.get_close_matches(name, self.names(), n=1)
        return f"did you mean '{near[0]}'?" if near else f"there are {', '.join(self.names())}"


def _typed(text: str) -> Document:
    """Take a typed policy as a document of one line; raises ConfigurationError for what is said twice."""
    content: dict[str, Any] = {}
    lines: dict[KeyPath, int] = {(): 1}
    for part in filter(None, map(str.strip, text.split(";"))):
        key, colon, value = map(str.strip, part.partition(":"))
        *outer, last = key.split(".") if colon else ["extends"]
        place = content
        for number, name in enumerate(outer, start=1):
            lines[tuple(outer[:number])] = 1
            place = place.setdefault(name, {})
            if not isinstance(place, dict):
                raise ConfigurationError(f"{name} is said twice")
        if last in place:
            raise ConfigurationError(f"{last} is said twice")
        place[last] = value if colon else key
        lines[(*outer, last)] = 1
    return Document(path=Path(SUPPOSED), shown=SUPPOSED, content=content, lines=lines)
