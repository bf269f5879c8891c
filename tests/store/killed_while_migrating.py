"""A program that opens databases and is killed at a statement of each; its arguments are `NUMBER URL`."""

import os
import signal
import sys
from itertools import count

from sqlalchemy import Engine, event

from tracker.store.database import open_engine


def die_at(last: int) -> None:
    """Kill this process before its database executes statement `last`, where a commit counts as one."""
    numbers = count(1)

    def step(*_: object) -> None:
        if next(numbers) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "commit"):
        event.listen(Engine, name, step)


for argument in sys.argv[1:]:
    number, url = argument.split(" ", 1)
    child = os.fork()
    if child == 0:
        die_at(int(number))
        open_engine(url)
        os._exit(0)
    sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
