"""How the mistakes in a YAML file are told: with the key, what is wrong there, and what would be right."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, RootModel
from pydantic_core import ErrorDetails

from tracker.text import clean_line

KeyPath = tuple[str | int, ...]

_EXPECTED: Mapping[str, str] = {
    **dict.fromkeys(("dict_type", "model_type"), "a mapping"),
    **dict.fromkeys(("list_type", "tuple_type"), "a list"),
    "string_type": "a text",
    **dict.fromkeys(("bool_parsing", "bool_type"), "yes or no"),
    **dict.fromkeys(("float_parsing", "float_type"), "a number"),
    **dict.fromkeys(("int_parsing", "int_type"), "a whole number"),
}


def kind_of(value: object) -> str:
    """Say what a value is: a mapping, a list, an empty value, or its quoted text."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return quoted(str(value)) if value else "an empty value"


def quoted(text: str) -> str:
    """Return a text of the file in quotes, cleaned and cut."""
    return f"'{clean_line(text, 80)}'"


def _dotted(path: KeyPath) -> str:
    return clean_line(".".join(str(part) for part in path), 200)


def under(path: KeyPath) -> str:
    """Say which key something stands under; nothing at the top level."""
    return f" under {_dotted(path)}" if path else ""


def problems(
    key_paths: Collection[KeyPath], model: type[BaseModel], errors: Sequence[ErrorDetails]
) -> list[tuple[KeyPath, str]]:
    """Tell each mistake once, unknown keys first; a key that is missing because it is misspelt is not told."""
    placed = [(_place(key_paths, error["loc"]), error) for error in errors]
    unknown = {place: _known_keys(model, place[:-1]) for place, error in placed if _is_unknown_key(error)}
    meant = {(*place[:-1], *_nearest(place, known)) for place, known in unknown.items()}
    told = [(place, _unknown_key(place, known)) for place, known in unknown.items()]
    told += [
        (place, _explain(place, error))
        for place, error in placed
        if not _is_unknown_key(error)
        and (*place, *error["loc"][-1:]) not in meant
        and not _is_beside_the_point(place, error, placed)
    ]
    return list(dict.fromkeys(told))


def _place(key_paths: Collection[KeyPath], location: KeyPath) -> KeyPath:
    """Return the key path of an error; pydantic's location also names members of unions."""
    place: KeyPath = ()
    for part in location:
        if (*place, part) in key_paths:
            place = (*place, part)
    return place


def _is_unknown_key(error: ErrorDetails) -> bool:
    return error["type"] == "extra_forbidden"


def _is_beside_the_point(
    place: KeyPath, error: ErrorDetails, placed: Sequence[tuple[KeyPath, ErrorDetails]]
) -> bool:
    """Say whether a value is only of the wrong shape for one member of a union while another tells more."""
    return error["type"] in _EXPECTED and any(
        other[: len(place)] == place and (other != place or one["type"] not in _EXPECTED) for other, one in placed
    )


def _unknown_key(place: KeyPath, known: Sequence[str]) -> str:
    nearest = _nearest(place, known)
    told = f"unknown key {quoted(str(place[-1]))}{under(place[:-1])}"
    if nearest:
        return f"{told}, did you mean '{nearest[0]}'?"
    return f"{told}, known are {', '.join(known)}" if known else told


def _nearest(place: KeyPath, known: Sequence[str]) -> list[str]:
    return difflib.get_close_matches(str(place[-1]), known, n=1)


def _explain(place: KeyPath, error: ErrorDetails) -> str:
    if error["type"] == "missing":
        return f"missing key {quoted(str(error['loc'][-1]))}{under(place)}"
    return ": ".join(part for part in (_dotted(place), _judgement(error)) if part)


def _judgement(error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind in {"enum", "literal_error"}:
        allowed = ", ".join(re.findall(r"'([^']*)'", context["expected"]))
        return f"{kind_of(error['input'])} is not one of {allowed}"
    if kind == "too_short":
        return "must not be empty"
    if kind in _EXPECTED:
        return f"{kind_of(error['input'])} is not {_EXPECTED[kind]}"
    told = clean_line(str(context.get("error", error["msg"])))
    return told if "error" in context else told[:1].lower() + told[1:]


def _known_keys(model: type[BaseModel], path: KeyPath) -> list[str]:
    """Return the keys a model allows at a key path, through nested models, mappings, lists and unions."""
    kinds = list(_members(model))
    for part in path:
        kinds = [leaf for kind in kinds for inner in _inside(kind, part) for leaf in _members(inner)]
    return sorted({key for kind in kinds if _is_model(kind) for key in _fields(kind)})


def _members(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _members(get_args(annotation)[0])
    elif origin in {Union, UnionType}:
        for member in get_args(annotation):
            yield from _members(member)
    elif _is_model(annotation) and issubclass(annotation, RootModel):
        yield from _members(annotation.model_fields["root"].annotation)
    else:
        yield annotation


def _inside(kind: Any, part: str | int) -> list[Any]:
    if _is_model(kind):
        return [annotation for key, annotation in _fields(kind).items() if key == part]
    return [argument for argument in get_args(kind) if argument is not Ellipsis][-1:]


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}
