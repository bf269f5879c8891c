"""The faults that are tested are those that the README lists, and each is a test by its name."""

import re
from pathlib import Path

HERE = Path(__file__).parent
README = (HERE.parent / "README.md").read_text(encoding="utf-8")
SECTION = README.partition("## Reliability")[2].partition("\n## ")[0]
FAULT = re.compile(r"\b[HMPSDTOX][0-9]{2}\b")


def spelt_out(text: str) -> set[str]:
    """The faults of a text, where `H01-H03` stands for three."""
    spans = re.findall(r"\b([HMPSDTOX])([0-9]{2})-[HMPSDTOX]?([0-9]{2})\b", text)
    ranges = {f"{kind}{number:02}" for kind, first, last in spans for number in range(int(first), int(last) + 1)}
    return ranges | set(FAULT.findall(text))


def named() -> set[str]:
    """The faults in the names of tests and of their cases."""
    found: set[str] = set()
    for path in HERE.rglob("test_*.py"):
        text = path.read_text(encoding="utf-8")
        functions = " ".join(re.findall(r"def test_(\w+)", text)).upper().replace("_", " ")
        cases = " ".join(re.findall(r"^    \"([HMPSDTOX][0-9]{2}) ", text, re.MULTILINE))
        found |= set(FAULT.findall(f"{functions} {cases}"))
    return found


def test_every_fault_that_the_readme_lists_is_a_test_by_its_name() -> None:
    tested, left_out = SECTION.split("Left out", 1)

    assert spelt_out(tested) == named()
    assert not spelt_out(left_out) & named()
