"""What is remembered between runs: what upstream said, what was seen deployed, how the last check ended."""

from tracker.store.store import FeedState, Store

__all__ = ["FeedState", "Store"]
