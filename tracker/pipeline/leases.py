"""Who reads a feed: one process at a time, and none for ever."""

import os
import platform
from datetime import timedelta
from uuid import uuid4

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
