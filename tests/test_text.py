"""Strangers' text made safe."""

from time import process_time

import pytest

from tracker.text import clean, clean_line, is_clean_name, is_repository, unsafe_character


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x1b[31mb\x07c\x9bd\x00", "a[31mbcd"),
        ("one\r\ntwo\tthree\n", "one\ntwo\tthree\n"),
        ("\u202egpj.\u200b\u2066x\ufeff", "gpj.x"),
        ("e\u0301", "\u00e9"),
        ("\ud800x", "x"),
    ],
)
def test_control_bidirectional_and_invisible_characters_go(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_a_long_text_is_cut() -> None:
    assert clean("x" * 10, limit=4) == "xxxx"
    assert clean_line("x" * 10, limit=4) == "xxx…"


@pytest.mark.parametrize("marks", ["\u0316\u0317", "\u0317\u0301", "\u0f73", "\u0f71\u0f75"])
def test_of_combining_characters_in_a_row_thirty_are_kept(marks: str) -> None:
    started = process_time()
    text = clean("x" + marks * 100_000 + "." + marks * 15)
    assert process_time() - started < 1
    head, tail = text.split(".")
    assert len(head) <= 1 + 2 * 30
    assert tail == clean(marks * 15)
    assert len(tail) >= 15


def test_a_long_run_of_letters_is_kept() -> None:
    assert clean("\u4e8c" * 100 + "\u0316") == "\u4e8c" * 100 + "\u0316"


def test_a_line_is_one_line() -> None:
    assert clean_line("  two\n\n lines \t") == "two lines"


@pytest.mark.parametrize(("name", "good"), [("v1.0", True), ("a b", True), ("", False), ("a\nb", False)])
def test_a_name_is_taken_only_as_it_is(name: str, good: bool) -> None:
    assert is_clean_name(name) is good
    assert is_clean_name("x" * 256) is False
    assert is_clean_name("a\x1bb") is False


def test_the_first_unsafe_character_is_named() -> None:
    assert unsafe_character("ab\u202ec") == "\u202e"
    assert unsafe_character("abc") is None


@pytest.mark.parametrize(
    ("path", "good"),
    [
        ("apache/kafka", True),
        ("a_b/c.d-e", True),
        ("apache", False),
        ("a/..", False),
        ("a/b/c", False),
        ("a/b?x", False),
    ],
)
def test_a_repository_is_an_owner_and_a_name(path: str, good: bool) -> None:
    assert is_repository(path) is good
