"""Whatever strangers put into a list, the file made of it is read again as what was meant."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.deployed.first_file import FirstEntry, Unresolved, first_file, read_list
from tracker.text import clean_line
from tracker.yaml_file import read_document

TEXT = st.text(max_size=60)


@given(customer=TEXT, name=TEXT, version=TEXT, unresolved=TEXT, reason=TEXT)
def test_every_text_is_read_again_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, customer: str, name: str, version: str, unresolved: str, reason: str
) -> None:
    assume(clean_line(name) and clean_line(customer))
    entries = [
        FirstEntry(name=name, versions=(version,)),
        FirstEntry(name=f"{name}-2", versions=(version, "1.10")),
    ]
    path = tmp_path_factory.mktemp("lists") / "env.yaml"
    path.write_text(
        first_file("env", customer, entries, [Unresolved(text=unresolved, reason=reason)]), encoding="utf-8"
    )

    read = read_document(path, "env.yaml").content

    assert read["customer"] == clean_line(customer)
    assert read["deployed"] == {
        clean_line(name): clean_line(version),
        clean_line(f"{name}-2"): [clean_line(version), "1.10"],
    }


@given(TEXT)
def test_no_line_of_a_list_is_lost(text: str) -> None:
    lines = [line.strip() for line in text.splitlines()]
    said = [line for line in lines if line and not line.startswith("#")]

    assert [one.text for one in read_list(text)] in (said, said[1:])
