"""What records are made of."""

from typing import Any, dataclass_transform

from msgspec import Struct, StructMeta, field
from msgspec.structs import replace

__all__ = ["Record", "field", "replace"]


class _Records(StructMeta):
    """Makes a class of records of what builds on `Record`; `weakref` allows weak references to them."""

    def __new__(
        cls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        frozen: bool = True,
        weakref: bool = False,
    ) -> type:
        return super().__new__(cls, name, bases, namespace, frozen=frozen, kw_only=True, weakref=weakref)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Record(Struct, frozen=True, metaclass=_Records):
    """A frozen record with slots for its fields, which are given by name and compared by value.

    A dataclass that is all this takes four times as long to be made, and its class forty times.
    """
