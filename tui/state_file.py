"""The file in which the interface keeps what it should know at its next start."""

import json
from pathlib import Path
from stat import S_ISREG
from tempfile import NamedTemporaryFile
from typing import Any

from tui.memory import SCHEMA, Memory, from_json, to_json

LARGEST = 1_000_000
MOST_FOLDERS = 20


class Unreadable(Exception):
    """What is kept cannot be read; the text is a sentence for people."""


class StateFile:
    """One file for all watchlists folders: the theme is the same in all, the rest is kept by folder."""

    def __init__(self, path: Path, folder: str) -> None:
        self.path = path
        self._folder = folder

    def read(self) -> Memory:
        """Read what is kept of this folder, nothing where there is no file; raises Unreadable."""
        try:
            kept = self._content()
            return from_json(kept["folders"].get(self._folder, to_json(Memory())), kept["theme"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not what tracker writes"
            raise Unreadable(
                f"{self.path} cannot be read, so nothing is remembered of the last time: {reason}"
            ) from None

    def write(self, memory: Memory) -> None:
        """Replace what is kept of this folder; raises OSError."""
        folders = self._other_folders()
        folders[self._folder] = to_json(memory)
        kept = {
            "schema": SCHEMA,
            "theme": memory.theme,
            "folders": dict([*folders.items()][-MOST_FOLDERS:]),
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", encoding="utf-8", dir=self.path.parent, delete=False) as file:
            try:
                file.write(json.dumps(kept, indent=1))
                file.close()
                Path(file.name).replace(self.path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise

    def _content(self) -> Any:
        try:
            state = self.path.stat()
            if not S_ISREG(state.st_mode) or state.st_size > LARGEST:
                raise ValueError("it is no file of ours")
            kept = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {"theme": None, "folders": {}}
        if kept["schema"] != SCHEMA:
            raise ValueError("it is of another version")
        return kept

    def _other_folders(self) -> dict[str, Any]:
        """What is kept of the other folders; a broken file is written anew."""
        try:
            folders = dict(self._content()["folders"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return {}
        folders.pop(self._folder, None)
        return folders
