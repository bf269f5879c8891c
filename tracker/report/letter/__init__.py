"""Digests and alerts as messages in three formats, and a digest as a page of its own."""

from tracker.report.letter.templates import Templates, within
from tracker.report.letter.view import moves

__all__ = ["Templates", "moves", "within"]
