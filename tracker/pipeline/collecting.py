"""How often Python looks for what nothing refers to while much is made that is needed to the end."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Looking through all that judging makes as often as Python does takes a sixth of the time of judging a thousand
# environments, and frees nothing.
COLLECT_AFTER = (1_000_000, 50, 100)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Let Python look for garbage seldom, and afterwards as before."""
    before = gc.get_threshold()
    gc.set_threshold(*COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)
