"""The pictures of the README are what the interface looks like; `UPDATE_GOLDEN=1` writes them anew."""

import os
import re
from pathlib import Path

import pytest

from pictures import FOLDER, PICTURES, draw

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_what_the_interface_looks_like(name: str) -> None:
    drawn, file = draw(PICTURES[name]), FOLDER / f"{name}.svg"
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(drawn, encoding="utf-8")

    # Compared as texts first, since a difference of these says more.
    assert re.findall(r">([^<>]+)</text>", drawn) == re.findall(r">([^<>]+)</text>", file.read_text("utf-8"))
    assert drawn == file.read_text("utf-8"), "run `python tests/pictures.py`"


def test_the_readme_shows_all_of_them_and_no_other() -> None:
    shown = re.findall(r"\]\(\.github/pictures/(\w+)\.svg\)", README.read_text("utf-8"))

    assert sorted(shown) == sorted(PICTURES) == sorted(path.stem for path in FOLDER.iterdir())
