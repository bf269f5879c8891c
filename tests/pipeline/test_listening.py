"""What a program that stays up answers to those who look on, through a real socket."""

import contextlib
import http.client
import json
import logging
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from examples import NOW
from home import Home
from loopback import GitHub
from staying import TestTime
from tracker.errors import ConfigurationError
from tracker.pipeline.staying.run import stay_up
from tracker.settings import Settings

LOOK = timedelta(minutes=1)
AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def told(self) -> Mapping[str, object]:
        found: Mapping[str, object] = json.loads(self.body)
        return found


@pytest.fixture
def settings(home: Home, github: GitHub) -> Settings:
    github.repository("acme/one").release("1.0.0", at=NOW - timedelta(days=1))
    home.write("env.yaml", "customer: Acme\ndeployed: {one: {version: 1.0.0, repo: acme/one}}\n")
    return home.settings.model_copy(update={"metrics_listen": "127.0.0.1:0"})


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Somebody who asks where the log says that somebody listens."""

    log: pytest.LogCaptureFixture

    @property
    def port(self) -> int:
        (told,) = (vars(one)["fields"] for one in self.log.records if one.getMessage() == "listening")
        return int(told["address"].rpartition(":")[2])

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        given = {name.replace("_", "-"): text for name, text in headers.items()}
        try:
            connection.request(method, path, headers=given)
            answer = connection.getresponse()
            told = {name.lower(): text for name, text in answer.getheaders()}
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()


@pytest.fixture
def onlooker(caplog: pytest.LogCaptureFixture) -> Onlooker:
    caplog.set_level(logging.INFO, logger="tracker")
    return Onlooker(caplog)


def answers(
    settings: Settings, *acts: Callable[[], Answer], after: timedelta = timedelta(minutes=10)
) -> list[Answer]:
    """Stay up for a while, and ask after some time of it."""
    time, found = TestTime(after + LOOK), list[Answer]()
    for act in acts:
        time.at(after, lambda act=act: found.append(act()))  # type: ignore[misc]
    stay_up(settings, time, look=LOOK)
    return found


def samples(answer: Answer) -> Mapping[str, list[float]]:
    found: dict[str, list[float]] = {}
    for family in text_string_to_metric_families(answer.body.decode()):
        for one in family.samples:
            found.setdefault(one.name, []).append(one.value)
    return found


def test_metrics_are_served_with_what_was_polled_and_judged(settings: Settings, onlooker: Onlooker) -> None:
    (answer,) = answers(settings, lambda: onlooker.get("/metrics"))

    told = samples(answer)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert sum(told["tracker_findings"]) == 1
    assert told["tracker_feed_failures"] == [0]
    assert told["tracker_collected_timestamp_seconds"] == [(NOW + AFTER).timestamp()]
    assert NOW.timestamp() < told["tracker_run_turned_timestamp_seconds"][0]
    assert told["process_resident_memory_bytes"]


def test_openmetrics_is_given_to_those_who_ask_for_it_and_less_to_those_who_unpack(
    settings: Settings, onlooker: Onlooker
) -> None:
    accept = "application/openmetrics-text; version=1.0.0"
    modern, packed = answers(
        settings,
        lambda: onlooker.get("/metrics", Accept=accept),
        lambda: onlooker.get("/metrics", Accept_Encoding="gzip"),
    )

    assert modern.headers["content-type"].startswith("application/openmetrics-text")
    assert modern.body.endswith(b"# EOF\n")
    assert packed.headers["content-encoding"] == "gzip"


def test_it_is_alive_while_the_loop_turns(settings: Settings, onlooker: Onlooker) -> None:
    (answer,) = answers(settings, lambda: onlooker.get("/healthz"))

    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.told["schema"] == "tracker.health/1"
    assert answer.told["alive"] is True
    assert str(answer.told["turned_at"]).startswith("2026-11-20T08:0")


def test_it_is_not_alive_where_the_loop_hangs(settings: Settings, onlooker: Onlooker) -> None:
    time, found = TestTime(timedelta(hours=3)), list[Answer]()
    time.at(timedelta(hours=2), lambda: found.append(onlooker.get("/healthz")))

    stay_up(settings, time, look=timedelta(hours=1, minutes=1))  # nothing turns for an hour

    (answer,) = found
    assert answer.status == 503
    assert answer.told["alive"] is False
    assert "has not turned for" in str(answer.told["problem"])


def test_it_is_not_alive_where_the_database_cannot_be_read(
    settings: Settings, home: Home, onlooker: Onlooker
) -> None:
    def break_it() -> Answer:
        for file in home.database.parent.iterdir():
            file.write_bytes(b"no database" * 100)
        return onlooker.get("/healthz")

    health, metrics = answers(settings, break_it, lambda: onlooker.get("/metrics"))

    assert (health.status, metrics.status) == (503, 503)
    assert "the database" in str(health.told["problem"])
    assert b"the database" in metrics.body


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/metrics/x", 404),
        ("GET", "/../etc/passwd", 404),
        ("GET", "/metrics?name[]=tracker_feeds", 200),
        ("POST", "/metrics", 405),
        ("POST", "/healthz", 405),
        ("DELETE", "/x", 404),
    ],
)
def test_nothing_else_is_there_and_nothing_is_taken(
    settings: Settings, onlooker: Onlooker, method: str, path: str, status: int
) -> None:
    (answer,) = answers(settings, lambda: onlooker.get(path, method))

    assert answer.status == status


def test_those_who_say_nothing_or_nonsense_hold_up_nobody(
    settings: Settings, onlooker: Onlooker, capsys: pytest.CaptureFixture[str]
) -> None:
    silent = [socket.socket() for _ in range(20)]

    def disturb() -> Answer:
        for one in silent:
            one.connect(("127.0.0.1", onlooker.port))
        with socket.create_connection(("127.0.0.1", onlooker.port)) as rude:
            rude.sendall(b"\x16\x03\x01 nonsense\r\n\r\n")
        with socket.create_connection(("127.0.0.1", onlooker.port)) as gone:
            gone.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
        return onlooker.get("/healthz")

    (answer,) = answers(settings, disturb)

    for one in silent:
        one.close()
    assert answer.status == 200
    assert "Traceback" not in capsys.readouterr().err


def test_two_scrapes_at_once_are_both_answered(settings: Settings, onlooker: Onlooker) -> None:
    def several() -> Answer:
        threads = [threading.Thread(target=onlooker.get, args=("/metrics",)) for _ in range(4)]
        for one in threads:
            one.start()
        answer = onlooker.get("/metrics")
        for one in threads:
            one.join()
        return answer

    assert answers(settings, several)[0].status == 200


def test_nobody_listens_without_the_setting(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="tracker")
    answers(settings.model_copy(update={"metrics_listen": ""}))

    assert "started" in [one.getMessage() for one in caplog.records]
    assert "listening" not in [one.getMessage() for one in caplog.records]


def test_a_place_where_nobody_can_listen_is_one_sentence(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ConfigurationError, match=f"nobody can listen on {place}: Address already"):
            answers(settings.model_copy(update={"metrics_listen": place}))


def test_an_address_of_ipv6_is_listened_on(settings: Settings, onlooker: Onlooker) -> None:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as door:
        door.bind(("::1", 0))
        six = settings.model_copy(update={"metrics_listen": "[::1]:0"})

        def ask() -> Answer:
            with socket.create_connection(("::1", onlooker.port)) as client:
                client.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
                return Answer(int(client.makefile("rb").readline().split()[1]), {}, b"")

        assert answers(six, ask)[0].status == 200


def test_no_secret_is_served(settings: Settings, onlooker: Onlooker) -> None:
    secret = Settings(**{**settings.model_dump(), "github_token": "s3cret-token"})

    for answer in answers(secret, lambda: onlooker.get("/metrics"), lambda: onlooker.get("/healthz")):
        assert b"s3cret" not in answer.body


def test_the_health_file_says_when_the_loop_last_turned(home: Home, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "alive"
    quiet = settings.model_copy(update={"metrics_listen": ""})

    stay_up(quiet, TestTime(timedelta(minutes=5)), look=LOOK, health_file=file)

    assert file.read_text() == "2026-11-20T08:04:00Z\n"


def test_a_health_file_that_cannot_be_written_is_told_once_and_stops_nothing(
    home: Home, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    quiet = settings.model_copy(update={"metrics_listen": ""})
    missing = tmp_path / "nowhere" / "alive"

    stay_up(quiet, TestTime(timedelta(minutes=5)), look=LOOK, health_file=missing)

    told = [vars(one)["fields"]["error"] for one in caplog.records if one.getMessage() == "health-not-told"]
    assert told == [f"{missing}: No such file or directory"]


def test_systemd_is_told_that_the_service_is_ready_and_alive(
    home: Home, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = settings.model_copy(update={"metrics_listen": ""})
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        stay_up(quiet, TestTime(timedelta(minutes=2)), look=LOOK)

        assert door.recv(100) == b"READY=1\nWATCHDOG=1"
