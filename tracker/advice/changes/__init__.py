"""What changes on the way from one release to another, found in the notes between them."""

from tracker.advice.changes.collect import changes_on_the_way

__all__ = ["changes_on_the_way"]
