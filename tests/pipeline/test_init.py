"""First watchlists made of what people have at hand."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from home import Home

IMAGES = """\
quay.io/strimzi/kafka:0.45.0-kafka-3.9.0
registry.acme.example:5000/mirror/library/postgres:16.3@sha256:8d9e6f2a1b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e
docker.io/bitnami/redis:7.2.4-debian-12-r9
grafana/grafana:latest
acme/unheard-of:1.0
"""


def made(home: Home, *arguments: str) -> tuple[str, int, str]:
    """The entries of a file that init wrote, its exit code and what it said."""
    outcome = home.run("init", "env", *arguments)
    text = (home.watchlists / "env.yaml").read_text(encoding="utf-8")
    return text.partition("OWNER/REPO}\n")[2], outcome.code, outcome.err


def listing(home: Home, text: str) -> str:
    path = home.root / "list.txt"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("kafka=3.6.1", "  kafka: 3.6.1\n"),
        ("kafka 3.6.1", "  kafka: 3.6.1\n"),
        ("kafka: 3.6.1", "  kafka: 3.6.1\n"),
        ("kafka,3.6.1,prod", "  kafka: 3.6.1\n"),
        ("postgres = 16.3", "  postgresql: 16.3\n"),
        ("k8s\tv1.29.4-eks-036c24b", "  kubernetes: v1.29.4-eks-036c24b\n"),
        ("kafka:3.9.1", "  kafka: 3.9.1\n"),
        ("apache/kafka 3.9.1", "  kafka: 3.9.1\n"),
        ("acme/gateway v1.4.0", "  acme-gateway: {version: v1.4.0, repo: acme/gateway}\n"),
        ("name,version\nkafka,3.6.1\n", "  kafka: 3.6.1\n"),
        ("Version,Host,Component\n3.6.1,a,kafka\n3.6.2,b,kafka\n", "  kafka: [3.6.1, 3.6.2]\n"),
        ("image\napache/kafka:3.9.1\n", "  kafka: 3.9.1\n"),
        ("# ours\n\nkafka 3.6.1\nkafka 3.6.1\n", "  kafka: 3.6.1\n"),
        ("kafka '3.6.1: &a'", "  kafka: \"'3.6.1: &a'\"\n"),
    ],
)
def test_a_line_becomes_an_entry(home: Home, line: str, entry: str) -> None:
    assert made(home, "--from", listing(home, line)) == (entry, 0, "")
    assert home.run("check", "env", "--offline", "--fail-on", "never").code == 0


def test_images_are_resolved_and_the_rest_is_kept_with_the_reason(home: Home) -> None:
    text, code, told = made(home, "--from", listing(home, IMAGES))
    unheard = "'acme/unheard-of' is no component of the catalog: name its repository instead, as OWNER/REPO"

    assert code == 0
    assert text.splitlines() == [
        "  kafka: 3.9.0",
        "  postgresql: 16.3",
        "  redis: 7.2.4-debian-12-r9",
        "  # grafana/grafana:latest    <- grafana, but no version can be read from it",
        f"  # acme/unheard-of:1.0    <- {unheard}",
    ]
    assert f"acme/unheard-of:1.0: {unheard}" in told


def test_a_near_miss_is_suggested_and_nothing_resolved_is_a_failure(home: Home) -> None:
    text, code, told = made(home, "kafak=3.6.1")

    assert text == "  # kafak=3.6.1    <- 'kafak' is no component of the catalog: did you mean 'kafka'?\n"
    assert code == 1
    assert "did you mean 'kafka'?" in told


@pytest.mark.parametrize("line", ["kaf\x1b[31mka=3.6.1", "kafka=3.6\x07.1", "gra\u202efana=1.2"])
def test_characters_that_are_removed_are_told(home: Home, line: str) -> None:
    text, _, told = made(home, line, "trino=483")
    reason = "the line held control or direction characters, which are removed here"

    assert [one.partition("    <- ")[2] for one in text.splitlines()] == ["", reason]
    assert reason in told


def test_names_with_characters_that_no_name_may_hold_are_refused(home: Home) -> None:
    for arguments in (["e\x1bnv"], ["env", "--customer", "Ac\x1bme"]):
        outcome = home.run("init", *arguments)

        assert outcome.code == 2
        assert "removed" in outcome.err
        assert not home.watchlists.exists() or not [*home.watchlists.iterdir()]


def test_a_list_can_come_through_a_pipe(home: Home) -> None:
    command = [sys.executable, "-m", "tracker", "init", "env", "--from", "-"]
    environment = {**os.environ, **home.environment}
    ended = subprocess.run(command, env=environment, input=b"kafka 3.6.1\n", capture_output=True, check=True)

    assert ended.stdout.endswith(b"env.yaml is written: 1 entry, 0 kept as comments\n")


@pytest.mark.parametrize("customer", ["Acme", "Acme: the #1", "O'Neil & Söhne", "no", "1.10"])
def test_the_customer_is_written_so_that_it_is_read_again(home: Home, customer: str) -> None:
    home.run("init", "env", "kafka=3.6.1", "--customer", customer)

    (check,) = home.check("env", offline=True).checks
    assert check.customer == customer


def test_an_existing_file_is_left_alone(home: Home) -> None:
    path = home.write("env.yaml", "deployed: {kafka: 1.0}\n")

    outcome = home.run("init", "env", "kafka=3.6.1")

    assert (outcome.code, path.read_text(encoding="utf-8")) == (2, "deployed: {kafka: 1.0}\n")


@pytest.mark.parametrize(
    ("body", "told"),
    [(None, "cannot be read: No such file"), (b"\xff\xfe", "is not UTF-8"), (b"x" * 10_000_001, "is too large")],
)
def test_a_list_that_cannot_be_read_is_told(home: Home, tmp_path: Path, body: bytes | None, told: str) -> None:
    path = tmp_path / "list.csv"
    if body is not None:
        path.write_bytes(body)

    outcome = home.run("init", "env", "--from", str(path))

    assert outcome.code == 2
    assert told in outcome.err
    assert not (home.watchlists / "env.yaml").exists()
