"""Where a reader can be, and where he wants to go."""

from typing import NamedTuple


class Place(NamedTuple):
    """A screen by its word, and what it is about where there are several of it."""

    screen: str
    about: str = ""


class Destination(NamedTuple):
    """A place, and there a row to open, a customer to find, or a filter to put in force."""

    place: Place
    row: str | None = None
    customer: str | None = None
    filter: str | None = None
