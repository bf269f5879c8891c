"""What a hostile feed may cost: seconds and megabytes, measured in processes of their own.

The times are of the CPU and twice what is measured on an idle machine, since others may be working on this one.
"""

import asyncio
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from cost import HARMLESS, SEEN_AT, SOURCE
from hostile import RECIPES, hostile_feed
from loopback import Answer, Delivery, GitHub, faults
from tracker.errors import NotAFeed
from tracker.model import FeedPage
from tracker.upstream.apart import LARGE, Apart
from tracker.upstream.forges.page import read_page
from tracker.upstream.web.body import MOST_BYTES

Cost = Mapping[str, Any]
TESTS = Path(__file__).parent.parent
TOO_MUCH = "github.com served a feed that takes more than 100 MB to read"

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured by what Linux tells")


def costs(*arguments: str) -> dict[str, Cost]:
    command = [sys.executable, str(TESTS / "cost.py"), *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    return {one["name"]: one for one in map(json.loads, ended.stdout.splitlines())}


@pytest.fixture(scope="module")
def here() -> Mapping[str, Cost]:
    return costs("here", str(LARGE), *RECIPES)


@pytest.mark.slow
@pytest.mark.timed
@on_linux
@pytest.mark.parametrize("name", RECIPES)
def test_p01_p02_p06_p08_p09_p11_p12_p13_a_feed_that_is_not_large_costs_little(
    here: Mapping[str, Cost], name: str
) -> None:
    assert here[name]["seconds"] < 1, here[name]
    assert here[name]["held"] < 70, here[name]


@pytest.fixture(scope="module")
def apart() -> Mapping[str, Cost]:
    return costs("apart", str(MOST_BYTES - LARGE), "p01 entity references", "p12 attributes", "p13 broken links")


@pytest.mark.slow
@pytest.mark.timed
@on_linux
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("p01 entity references", TOO_MUCH),
        ("p12 attributes", TOO_MUCH),
        ("p13 broken links", "1 releases, "),
    ],
)
def test_p01_p12_p13_the_largest_feed_costs_100_megabytes_in_its_own_process_and_few_here(
    apart: Mapping[str, Cost], name: str, told: str
) -> None:
    cost = apart[name]
    assert cost["told"].startswith(told)
    assert cost["held_by_child"] - apart["harmless"]["held_by_child"] < 100, cost
    assert cost["held"] < 50, cost
    assert cost["seconds"] < 1, cost


@pytest.mark.slow
@pytest.mark.timed
@on_linux
@pytest.mark.parametrize("packed", [1, 2], ids=["once", "twice"])
def test_h19_a_bomb_costs_no_more_than_the_largest_body(github: GitHub, packed: int) -> None:
    bomb = gzip.compress(bytes(100_000_000), 1)
    if packed == 2:
        bomb = gzip.compress(bomb)
    github.fail(faults.body(bomb, content_encoding="gzip" if packed == 1 else "gzip, gzip"))
    (cost,) = costs("fetch", f"{github.url}/a/b/releases.atom").values()
    assert cost["told"] != "read"
    assert cost["held"] < 60, cost


@pytest.mark.slow
@pytest.mark.timed
@on_linux
def test_h20_a_body_without_an_end_costs_no_more_than_the_largest_body(github: GitHub) -> None:
    github.fail(lambda _: Answer(delivery=Delivery.ENDLESS))
    (cost,) = costs("fetch", f"{github.url}/a/b/releases.atom").values()
    assert cost["told"] == f"127.0.0.1:{github.url.rpartition(':')[2]} sent more than 15 MB"
    assert cost["held"] < 60, cost


def read_apart(*bodies: bytes, within: float = 20) -> list[FeedPage | BaseException]:
    async def read() -> list[FeedPage | BaseException]:
        parser = Apart()
        limit = timedelta(seconds=within)
        readings = (parser.parse(body, SOURCE, seen_at=SEEN_AT, within=limit) for body in bodies)
        return await asyncio.gather(*readings, return_exceptions=True)

    return asyncio.run(read())


def told(answer: FeedPage | BaseException) -> str:
    assert isinstance(answer, NotAFeed)
    return str(answer)


def children() -> str:
    return "".join(path.read_text() for path in Path("/proc/self/task").glob("*/children"))


GOOD = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>tag:github.com,2008:Repository/7/v1</id>
<title>One \xe2\x9c\x93</title><content type="html">&lt;p&gt;Text&lt;/p&gt;</content></entry></feed>"""


def test_a_feed_is_read_apart_as_it_is_here() -> None:
    assert read_apart(GOOD) == [read_page(GOOD, SOURCE, seen_at=SEEN_AT)]


def test_h21_p14_what_is_no_feed_is_refused_apart_as_it_is_here() -> None:
    (answer,) = read_apart(b"%PDF-1.7")
    assert told(answer) == "github.com served a PDF document instead of a feed"


@on_linux
def test_p12_the_other_feeds_go_on() -> None:
    worst = hostile_feed("p01 entity references", MOST_BYTES - LARGE)
    answers = read_apart(GOOD, worst, GOOD, worst, GOOD)
    assert [told(one) for one in answers[1::2]] == [TOO_MUCH, TOO_MUCH]
    assert answers[::2] == [read_page(GOOD, SOURCE, seen_at=SEEN_AT)] * 3


def test_h17_p12_a_reading_ends_at_its_deadline() -> None:
    began = perf_counter()
    (answer,) = read_apart(hostile_feed("p12 namespaces", MOST_BYTES - LARGE), within=0.2)
    assert told(answer) == "github.com served a feed that takes longer than 0.2 s to read"
    assert perf_counter() - began < 5


@on_linux
def test_a_reading_that_is_cancelled_leaves_no_process() -> None:
    async def cancel() -> None:
        limit = timedelta(seconds=20)
        body = hostile_feed("p12 namespaces", MOST_BYTES - LARGE)
        reading = asyncio.create_task(Apart().parse(body, SOURCE, seen_at=SEEN_AT, within=limit))
        while not children():  # noqa: ASYNC110 - another process sets no event
            await asyncio.sleep(0)
        reading.cancel()
        await asyncio.wait([reading])
        assert reading.cancelled()

    asyncio.run(cancel())
    assert children() == ""


def test_a_process_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    (answer,) = read_apart(HARMLESS)
    assert told(answer) == (
        "the process to read the feed of github.com in cannot be started: No such file or directory"
    )


def test_a_process_that_ends_without_an_answer_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    silent = tmp_path / "python"
    silent.write_text("#!/bin/sh\nexit 9\n")
    silent.chmod(0o700)
    monkeypatch.setattr(sys, "executable", os.fspath(silent))
    (answer,) = read_apart(bytes(MOST_BYTES))
    assert told(answer) == "github.com served a feed that cannot be read: the process that tried was ended"


def test_a_module_in_the_current_folder_is_not_taken_for_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    (page,) = read_apart(GOOD)
    assert isinstance(page, FeedPage)
