"""The records that everybody shares, and the one place they are imported from."""

from importlib import import_module
from pathlib import Path

import pytest

import tracker.model

MODULES = sorted(path.stem for path in Path(tracker.model.__file__).parent.glob("[!_]*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_every_record_of_a_module_is_shared(name: str) -> None:
    module = import_module(f"tracker.model.{name}")
    records = {each: value for each, value in vars(module).items() if _is_of(value, module.__name__)}

    assert records
    assert {each: getattr(tracker.model, each) for each in records} == records


def _is_of(value: object, module: str) -> bool:
    return isinstance(value, type) and value.__module__ == module and not value.__name__.startswith("_")
