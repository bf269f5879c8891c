"""A digest as a message in three formats, and as a page of its own."""

from tracker.report.letter.formats import Templates

__all__ = ["Templates"]
