"""What changes on the way from one release to another, found in the notes between them."""

from tracker.advice.changes.collect import changes_on_the_way
from tracker.advice.changes.hurdles import Mark, hurdles, hurdles_in, marks_of

__all__ = ["Mark", "changes_on_the_way", "hurdles", "hurdles_in", "marks_of"]
