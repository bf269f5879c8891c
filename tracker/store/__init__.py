"""What is remembered between runs: what upstream said, what was seen deployed, how the last check ended."""

from tracker.store.feeds import Asked, FeedState
from tracker.store.history import FoundHistory
from tracker.store.pages import Kept
from tracker.store.snapshot import RepositorySnapshot
from tracker.store.store import Store

__all__ = ["Asked", "FeedState", "FoundHistory", "Kept", "RepositorySnapshot", "Store"]
