"""The source most tests begin with."""

from collections.abc import Iterator

import pytest

from tui_source import FakeSource


@pytest.fixture
def source() -> Iterator[FakeSource]:
    """A source whose gate is opened at the end, whatever happens."""
    fake = FakeSource()
    yield fake
    fake.gate.set()
