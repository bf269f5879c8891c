"""Who reads a feed: one process at a time, and none for ever."""

import os
import platform
from datetime import datetime, timedelta
from uuid import uuid4

from tracker.store import FeedState

# Longer than one request may take; who is frozen for longer has lost what it held.
LEASE = timedelta(minutes=5)


def new_owner() -> str:
    """Name this process and this poll, so that others can see whether it still runs."""
    return f"{platform.node()}:{os.getpid()}:{uuid4().hex[:8]}"


def has_died(owner: str) -> bool:
    """Say whether an owner was a process of this machine that runs no more; of another machine nobody can tell."""
    node, _, rest = owner.rpartition(":")[0].rpartition(":")
    if node != platform.node() or not rest.isdecimal():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def is_leased(state: FeedState, now: datetime) -> bool:
    """Say whether somebody has a feed on lease at an instant, and was not a process that has died."""
    if state.lease_owner is None or state.leased_until is None:
        return False
    return state.leased_until > now and not has_died(state.lease_owner)
