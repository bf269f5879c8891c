"""Writing a file that was not there before."""

import re
from itertools import count
from pathlib import Path

from tracker.errors import TrackerError

_ODD = re.compile(r"[^A-Za-z0-9._]+")
_LONGEST = 100


def write_new(folder: Path, name: str, text: str) -> str:
    """Write a text to a file named after a stem and an ending such as `env-prod.csv`; return its path.

    What no file should have in its name becomes a dash; where there is such a file, the stem gets a number. Raises
    TrackerError.
    """
    stem, dot, ending = name.rpartition(".")
    stem = _ODD.sub("-", stem).strip("-.")[:_LONGEST] or "export"
    for number in count(1):
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}{dot}{ending}"
        try:
            with path.open("x", encoding="utf-8", newline="") as file:
                file.write(text)
        except FileExistsError:
            continue
        except OSError as error:
            raise TrackerError(
                f"{path} cannot be written: {error.strerror or error}; choose another folder"
            ) from None
        else:
            return str(path)
    raise AssertionError  # every number is tried
