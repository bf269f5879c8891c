import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from tracker.errors import ConfigurationError
from tracker.yaml_file import DEEPEST_NESTING, LARGEST_FILE, Document, read_document, validate

Write = Callable[[str | bytes], Path]


class Tier(StrEnum):
    PRODUCTION = "production"
    STAGING = "staging"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _version(text: str) -> str:
    if not text[:1].isdigit():
        raise ValueError(f"'{text}' does not begin with a number")
    return text


class Hold(Strict):
    until: str
    reason: str


class Entry(Strict):
    version: Annotated[str, AfterValidator(_version)]
    component: str | None = None
    hold: Annotated[Hold | None, "a decision"] = None


class EnvironmentFile(Strict):
    deployed: dict[str, str | Annotated[Entry, "long form"]]
    tier: Tier = Tier.PRODUCTION
    colour: Literal["red", "green"] = "red"
    nodes: int = 1
    load: float = 0.5
    paused: bool = False
    mails: list[str] = []
    steps: tuple[Entry, ...] = ()
    source: str = Field(default="", alias="from")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(content: str | bytes) -> Path:
        path = tmp_path / "env-prod.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


def read(path: Path) -> Document:
    return read_document(path, path.name)


def refusal(path: Path, model: type[BaseModel] = EnvironmentFile) -> str:
    with pytest.raises(ConfigurationError) as caught:
        validate(read(path), model)
    return str(caught.value)


def test_every_scalar_is_the_text_that_was_written(write: Write) -> None:
    document = read(write("a: 1.10\nb: no\nc: 010\nd:\ne: ~\nf: 2026-01-15\ng: [0x1F, 'x']\n"))
    assert document.content == {
        "a": "1.10",
        "b": "no",
        "c": "010",
        "d": "",
        "e": "~",
        "f": "2026-01-15",
        "g": ["0x1F", "x"],
    }


def test_every_key_path_has_its_line(write: Write) -> None:
    document = read(
        write("# a comment\ntier: staging\ndeployed:\n  kafka:\n    version: 3.6.1\nmails:\n- a\n- b\n")
    )
    assert document.lines == {
        (): 1,
        ("tier",): 2,
        ("deployed",): 3,
        ("deployed", "kafka"): 4,
        ("deployed", "kafka", "version"): 5,
        ("mails",): 6,
        ("mails", 0): 7,
        ("mails", 1): 8,
    }
    assert document.line_of(("deployed", "kafka", "Entry", "missing")) == 4
    assert str(document.error(("tier",), "is odd")) == "env-prod.yaml line 2: is odd"


def test_windows_line_ends_and_a_byte_order_mark_are_read(write: Write) -> None:
    document = read(write("\ufefftier: staging\r\ndeployed: {}\r\n"))
    assert document.content == {"tier": "staging", "deployed": {}}
    assert document.lines["deployed",] == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "env-prod.yaml is empty"),
        ("# only a comment\n", "env-prod.yaml is empty"),
        ("---\n", "env-prod.yaml is empty"),
        ("- a\n", "env-prod.yaml line 1: the file must hold keys and values, not a list"),
        ("kafka\n", "env-prod.yaml line 1: the file must hold keys and values, not 'kafka'"),
        ("a: 1\n---\nb: 2\n", "env-prod.yaml line 2: a second document begins: one file holds one document"),
        ("a: 1\n\na: 2\n", "env-prod.yaml line 3: the key 'a' is already on line 1"),
        (
            "deployed:\n  kafka: 1\n  kafka: 2\n",
            "env-prod.yaml line 3: the key 'kafka' is already on line 2 under deployed",
        ),
        (
            "a: 1\nb: *a\n",
            "env-prod.yaml line 2: anchors and aliases (*a) are not allowed: write the value out",
        ),
        (
            "a: &base {b: c}\n",
            "env-prod.yaml line 1: anchors and aliases (&base) are not allowed: write the value out",
        ),
        (
            "a: !!python/object:os.system x\n",
            "env-prod.yaml line 1: the tag !!python/object:os.system is not allowed: every value is plain text",
        ),
        ("!mine k: v\n", "env-prod.yaml line 1: the tag !mine is not allowed: every value is plain text"),
        ("? [a, b]\n: c\n", "env-prod.yaml line 1: a key must be a text"),
        ("'': c\n", "env-prod.yaml line 1: a key must be a text"),
        (
            "a:\n\tb: c\n",
            "env-prod.yaml line 2: is not valid YAML: a tab begins the line: write blanks in its place",
        ),
        ('a: b\nc: "\\e[31m"\n', "env-prod.yaml line 2: contains the invisible character U+001B: remove it"),
        ("a: b\nc: \x1b[31m\n", "env-prod.yaml line 2: contains the invisible character U+001B: remove it"),
        ("a: 3.6.1\u200b\n", "env-prod.yaml line 1: contains the invisible character U+200B: remove it"),
        ("# \u202e\n", "env-prod.yaml line 1: contains the invisible character U+202E: remove it"),
        (b"a: b\nc: \xff\n", "env-prod.yaml line 2: is not UTF-8: save the file as UTF-8"),
        ("a: b\n".encode("utf-16"), "env-prod.yaml line 1: is not UTF-8: save the file as UTF-8"),
        ("[" * 30_000, "env-prod.yaml line 1: is nested deeper than 20 levels"),
        ("- " * 3_000, "env-prod.yaml line 1: is nested deeper than 20 levels"),
        (b"a: b\n" * (LARGEST_FILE // 4), "env-prod.yaml is too large: at most 1 MB are read"),
    ],
)
def test_x03_what_is_no_plain_yaml_is_refused_by_its_line(
    write: Write, content: str | bytes, message: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(write(content))
    assert str(caught.value) == message


@pytest.mark.parametrize("content", ["a: [b\nc: d\n", "a:\n\tb: c\n", "{a: b}\n}", "a: b\n%FOO\n"])
def test_broken_yaml_is_told_with_its_line_and_the_parsers_reason(write: Write, content: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^env-prod\.yaml line [23]: is not valid YAML: [a-z].+"):
        read(write(content))


def test_nesting_up_to_the_limit_is_read(write: Write) -> None:
    document = read(write("a: " + "[" * (DEEPEST_NESTING - 1) + "]" * (DEEPEST_NESTING - 1)))
    assert len(max(document.lines, key=len)) == DEEPEST_NESTING - 1


def test_a_missing_file_a_folder_and_a_pipe_are_told_apart(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    messages = []
    for path in (tmp_path / "gone.yaml", tmp_path, tmp_path / "pipe.yaml"):
        with pytest.raises(ConfigurationError) as caught:
            read_document(path, "env.yaml")
        messages.append(str(caught.value))
    assert messages == [
        "env.yaml cannot be read: no such file or directory",
        "env.yaml cannot be read: it is not a file",
        "env.yaml cannot be read: it is not a file",
    ]


def test_a_file_name_cannot_carry_control_characters_into_a_message(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"^x\[31m\.yaml cannot be read"):
        read_document(tmp_path / "gone", "x\x1b[31m.yaml")


def test_a_valid_document_becomes_its_model(write: Write) -> None:
    path = write("from: there\ndeployed:\n  kafka: 3.6.1\n  redis: {version: 7.2.4}\nnodes: 3\npaused: no\n")
    file = validate(read(path), EnvironmentFile)
    assert file.deployed == {"kafka": "3.6.1", "redis": Entry(version="7.2.4")}
    assert (file.nodes, file.paused, file.source) == (3, False, "there")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("teir: staging\ndeployed: {}\n", "line 1: unknown key 'teir', did you mean 'tier'?"),
        ("deployed: {}\nform: x\n", "line 2: unknown key 'form', did you mean 'from'?"),
        (
            "deployed:\n  kafka:\n    versoin: 3.6.1\n",
            "line 3: unknown key 'versoin' under deployed.kafka, did you mean 'version'?",
        ),
        (
            "deployed:\n  kafka: {version: 1, hold: {until: x, reasons: y}}\n",
            "line 2: unknown key 'reasons' under deployed.kafka.hold, did you mean 'reason'?",
        ),
        (
            "deployed: {}\nsteps:\n- version: 1\n  zzz: 2\n",
            "line 4: unknown key 'zzz' under steps.0, known are component, hold, version",
        ),
        ("tier: staging\n", "line 1: missing key 'deployed'"),
        ("deployed:\n  kafka: {}\n", "line 2: missing key 'version' under deployed.kafka"),
        ("deployed: {}\ntier: prod\n", "line 2: tier: 'prod' is not one of production, staging"),
        ("deployed: {}\ncolour: [red]\n", "line 2: colour: a list is not one of red, green"),
        ("deployed: {}\nnodes: many\n", "line 2: nodes: 'many' is not a whole number"),
        ("deployed: {}\nload: high\n", "line 2: load: 'high' is not a number"),
        ("deployed: {}\npaused:\n", "line 2: paused: an empty value is not yes or no"),
        ("deployed: {}\nmails: {a: b}\n", "line 2: mails: a mapping is not a list"),
        ("deployed: {}\nmails: [[a]]\n", "line 2: mails.0: a list is not a text"),
        ("deployed: 3.6.1\n", "line 1: deployed: '3.6.1' is not a mapping"),
        (
            "deployed:\n  kafka: {version: newest}\n",
            "line 2: deployed.kafka.version: 'newest' does not begin with a number",
        ),
    ],
)
def test_a_mistake_is_told_with_line_key_and_what_would_be_right(write: Write, content: str, message: str) -> None:
    assert refusal(write(content)) == f"env-prod.yaml {message}"


def test_at_most_three_mistakes_are_told_unknown_keys_first(write: Write) -> None:
    path = write("nodes: many\nload: high\ndeployed: {}\npaused: maybe\ntier: prod\nteir: x\n")
    assert refusal(path) == (
        "env-prod.yaml line 6: unknown key 'teir', did you mean 'tier'?; "
        "line 5: tier: 'prod' is not one of production, staging; "
        "line 1: nodes: 'many' is not a whole number; and 2 more"
    )


def test_a_long_value_is_cut_and_cleaned(write: Write) -> None:
    message = refusal(write(f"deployed: {{}}\ntier: {'x' * 5_000}\n"))
    assert len(message) < 200
    assert "xxx…' is not one of" in message


def test_a_mistake_of_the_whole_file_stands_without_a_key(write: Write) -> None:
    class Pair(Strict):
        low: int
        high: int

        @model_validator(mode="after")
        def _ordered(self) -> "Pair":
            if self.low > self.high:
                raise ValueError("low must not be above high")
            return self

    assert refusal(write("low: 3\nhigh: 2\n"), Pair) == "env-prod.yaml line 1: low must not be above high"


def test_where_nothing_is_known_an_unknown_key_is_told_alone(write: Write) -> None:
    assert refusal(write("a: b\n"), Strict) == "env-prod.yaml line 1: unknown key 'a'"


def test_other_limits_of_a_model_are_told_in_its_words(write: Write) -> None:
    class Limited(Strict):
        nodes: int = Field(le=9)

    assert refusal(write("nodes: 12\n"), Limited) == (
        "env-prod.yaml line 1: nodes: input should be less than or equal to 9"
    )
