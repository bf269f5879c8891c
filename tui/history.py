"""The places a reader has been to, with a way back and forward."""

from tracker.record import Record, replace
from tui.place import Place


class History(Record):
    """Places from old to new; `at` is the index of the one where the reader is, -1 before the first."""

    places: tuple[Place, ...] = ()
    at: int = -1

    @property
    def here(self) -> Place | None:
        """Where the reader is."""
        return self.places[self.at] if self.at >= 0 else None

    def arrived(self, place: Place) -> "History":
        """Go on from here to a place; what lay ahead is forgotten."""
        if place == self.here:
            return self
        places = (*self.places[: self.at + 1], place)
        return History(places=places, at=len(places) - 1)

    def step(self, steps: int) -> "History | None":
        """Go back (below 0) or forward, None where the places end."""
        at = self.at + steps
        return replace(self, at=at) if 0 <= at < len(self.places) else None

    @property
    def recent(self) -> tuple[Place, ...]:
        """Each place once, the one where the reader was last first, without the one where he is."""
        return tuple(place for place in dict.fromkeys(reversed(self.places)) if place != self.here)
