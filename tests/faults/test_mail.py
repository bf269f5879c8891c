"""Faults between an outbox and a mailbox: each shows, harms nobody else, and passes without a second mail."""

import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from examples import NOW
from home import Home
from loopback import Answer, GitHub
from loopback.server import Request, Server
from mail import PASSWORD, USER, MailServer, Script, free_port
from staying import TestTime
from tracker.errors import ConfigurationError
from tracker.model import DeliveryState, Ending, Letter, Picture, Source, Span, Subscription
from tracker.pipeline.polling.poll import poll
from tracker.pipeline.staying.pulse import HANGS_AFTER
from tracker.pipeline.staying.run import stay_up
from tracker.sending.message import Envelope, message_of
from tracker.sending.server import mail_server
from tracker.sending.smtp import Mail
from tracker.settings import Settings
from tracker.store import Store

ANN, BEN, CEM = "ann@acme.example", "ben@acme.example", "cem@acme.example"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LETTER = Letter(
    subject="Digest: Größe \U0001f98a",
    markdown="# Digest\n",
    text="Digest: Größe\n" + "long " * 400,
    html='<p>Digest</p><img src="cid:chart">',
    pictures=(Picture(name="chart", png=b"\x89PNG\r\n", words="a chart"),),
)


class TestService(Server):
    """A web hook that takes what it is sent."""

    __test__ = False

    def answer(self, _: Request) -> Answer:
        return Answer(status=200)


@dataclass
class Desk:
    """A set-up whose team gets a digest at 09:00 UTC, and the spans that were composed for it."""

    home: Home
    url: str = ""
    letter: Letter | None = LETTER
    spans: list[Span] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)

    def wish(self, *to: str) -> None:
        self.home.write("env.yaml", "deployed: {thing: {version: 1.0.0, repo: acme/thing}}\n")
        self.home.write("tracker.yaml", f"digests:\n  ops: {{to: [{', '.join(map(repr, to))}], at: '09:00'}}\n")

    @property
    def settings(self) -> Settings:
        sending = {"smtp_url": SecretStr(self.url), "mail_from": "Tracker <tracker@acme.example>"}
        return self.home.settings.model_copy(update=sending if self.url else {})

    @property
    def variables(self) -> dict[str, str]:
        return {"TRACKER_SMTP_URL": self.url, "TRACKER_MAIL_FROM": "tracker@acme.example"}

    def compose(
        self, _: Settings, wanted: Sequence[tuple[Subscription, Span]], __: datetime
    ) -> Iterator[Letter | None]:
        for _subscription, span in wanted:
            if self.fails:
                raise self.fails.pop()
            self.spans.append(span)
            yield self.letter

    def stay(self, lasts: timedelta, start: datetime = NOW, *acts: tuple[timedelta, Callable[[], object]]) -> None:
        clock = TestTime(lasts, start)
        for after, act in acts:
            clock.at(after, act)
        stay_up(self.settings, clock, look=20 * MINUTE if lasts > DAY else MINUTE, compose=self.compose)

    def states(self) -> dict[str, DeliveryState]:
        with Store.open(self.home.database_address) as store:
            return {one.recipient: one.state for one in store.outbox.deliveries()}

    def errors(self) -> str:
        with Store.open(self.home.database_address) as store:
            return " ".join(one.error or "" for one in store.outbox.deliveries())

    def command(self, *arguments: str) -> subprocess.Popen[str]:
        """A command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "tracker", *arguments],
            env={**self.home.environment, **self.variables, "PATH": "/usr/bin"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def desk(home: Home, github: GitHub) -> Desk:
    github.repository("acme/thing").release("1.0.0", at=NOW - 30 * DAY)
    made = Desk(home)
    made.wish(ANN, BEN, CEM)
    return made


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with MailServer(tls="starttls", login=True, folder=tmp_path) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.ca))
        yield server


def test_m02_a_server_that_answers_twice_costs_no_other_recipient_a_try(desk: Desk, mail: MailServer) -> None:
    desk.url = mail.url
    mail.box.refuse = lambda to, _: "550 nobody here\r\nnor there" if to == ANN else None
    desk.stay(2 * HOUR)

    assert desk.states() == {ANN: DeliveryState.FAILED, BEN: DeliveryState.SENT, CEM: DeliveryState.SENT}
    assert mail.box.named == [ANN, BEN, CEM]


def test_each_recipient_gets_one_message_that_clients_show_well(desk: Desk, secure: MailServer) -> None:
    desk.url = secure.url
    desk.stay(2 * HOUR)

    assert Counter(to for to, _ in secure.box.bodies) == {ANN: 1, BEN: 1, CEM: 1}
    assert {*secure.box.senders} == {"tracker@acme.example"}
    message = secure.box.messages[0]
    assert message["Subject"] == LETTER.subject
    assert message["From"] == "Tracker <tracker@acme.example>"
    assert message["To"] == ANN
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"].startswith("<team-ops-")
    assert NOW + HOUR <= parsedate_to_datetime(message["Date"]) < NOW + HOUR + 2 * MINUTE
    assert message["Message-ID"].endswith("@acme.example>")
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().split() == LETTER.text.split()
    assert html.get_content().strip() == LETTER.html
    pictures = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert [(one["Content-ID"], one.get_content()) for one in pictures] == [("<chart>", LETTER.pictures[0].png)]
    assert len({one["Message-ID"] for one in secure.box.messages}) == 3
    for _, body in secure.box.bodies:
        assert body.isascii()
        assert max(map(len, body.split(b"\r\n"))) <= 998


@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")  # the server knows of no TLS but STARTTLS
@pytest.mark.parametrize("tls", ["smtps", "starttls"])
def test_what_is_sent_is_encrypted_and_behind_a_login(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tls: str
) -> None:
    with MailServer(tls=tls, login=True, folder=tmp_path) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.ca))
        desk.url = server.url
        desk.stay(2 * HOUR)

    assert set(desk.states().values()) == {DeliveryState.SENT}
    assert server.box.logins


def test_messages_of_one_digest_are_a_thread_for_each_recipient(desk: Desk, mail: MailServer) -> None:
    desk.url = mail.url
    desk.stay(2 * DAY + 2 * HOUR)

    first, second, third = (message for message in mail.box.messages if message["To"] == ANN)
    assert first["In-Reply-To"] is None
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
    assert third["References"].split() == [first["Message-ID"], second["Message-ID"]]


@pytest.mark.parametrize("fault", ["refused", "not trusted", "no TLS", "bad password"])
def test_m01_a_server_that_cannot_be_used_is_told_and_others_are_served(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    told = {
        "refused": "cannot be used: Connection refused",
        "not trusted": "its certificate is not trusted",
        "no TLS": "not supported by server: write ?tls=none in TRACKER_SMTP_URL to go without TLS",
        "bad password": "refuses the user and password of TRACKER_SMTP_URL",
    }
    tls = "none" if fault == "no TLS" else "starttls"
    with MailServer(tls=tls, login=fault == "bad password", folder=tmp_path) as server, TestService() as service:
        if fault == "bad password":
            monkeypatch.setenv("SSL_CERT_FILE", str(server.ca))
        desk.url = {
            "refused": f"smtp://{USER}:{PASSWORD}@127.0.0.1:{free_port()}",
            "not trusted": server.url_with(f"{USER}:{PASSWORD}@"),
            "no TLS": server.url_with(f"{USER}:{PASSWORD}@").partition("?")[0],
            "bad password": server.url_with(f"{USER}:wr0ng-s3cret@"),
        }[fault]
        desk.wish(ANN, f"json://{service.host}/t0ken")
        desk.stay(HOUR + 10 * MINUTE)
        shown = desk.home.run("deliveries")

    assert Counter(desk.states().values()) == {DeliveryState.DEFERRED: 1, DeliveryState.SENT: 1}
    assert told[fault] in desk.errors()
    assert [request.path for request in service.requests] == ["/t0ken"]
    for text in (
        shown.out,
        shown.err,
        desk.errors(),
        "\n".join(desk.home.database.read_text("latin-1").split("\0")),
    ):
        assert not any(secret in text for secret in (PASSWORD, "wr0ng-s3cret", "t0ken"))


def test_m01_once_the_server_is_back_all_get_what_they_missed(desk: Desk, mail: MailServer) -> None:
    desk.url = f"smtp://127.0.0.1:{free_port()}?tls=none"
    desk.stay(HOUR + 2 * MINUTE)
    assert set(desk.states().values()) == {DeliveryState.DEFERRED}
    desk.url = mail.url
    desk.stay(HOUR, NOW + HOUR + 5 * MINUTE)

    assert Counter(to for to, _ in mail.box.bodies) == {ANN: 1, BEN: 1, CEM: 1}


def test_m02_what_is_deferred_comes_later_and_only_the_one_who_is_refused_fails(
    desk: Desk, mail: MailServer
) -> None:
    mail.box.refuse = lambda to, before: {
        ANN: None if before else "450 busy",
        BEN: "550 nobody here",
    }.get(to)
    mail.box.instead = lambda to, _: "451 try later" if to == CEM and mail.box.named.count(CEM) < 3 else None
    desk.url = mail.url
    desk.stay(3 * HOUR)

    assert desk.states() == {ANN: DeliveryState.SENT, BEN: DeliveryState.FAILED, CEM: DeliveryState.SENT}
    assert "550 nobody here" in desk.errors()
    assert Counter(to for to, _ in mail.box.bodies) == {ANN: 1, CEM: 1}
    assert mail.box.named.count(BEN) == 1
    assert mail.box.named.count(CEM) == 3


def test_m03_what_may_have_arrived_is_sent_again_byte_for_byte(desk: Desk) -> None:
    desk.wish(ANN)
    with Script({".": "hang up"}) as script:
        desk.url = script.url
        desk.stay(3 * HOUR)
    bodies = [one for one in script.said if one == "."]

    assert len(bodies) == 3
    assert desk.states() == {ANN: DeliveryState.UNKNOWN}
    assert "did not say whether it took it" in desk.errors()
    with MailServer() as server:
        for _ in range(2):
            desk.url = server.url
            with Store.open(desk.home.database_address) as store:
                store.outbox.try_again(None, NOW)
            desk.stay(HOUR, NOW + 4 * HOUR)
    assert len(server.box.bodies) == 1
    assert "Message-ID" in server.box.bodies[0][1].decode()


@pytest.mark.parametrize(
    ("step", "state"),
    [
        ("greeting", DeliveryState.DEFERRED),
        ("EHLO", DeliveryState.DEFERRED),
        ("RCPT", DeliveryState.DEFERRED),
        (".", DeliveryState.UNKNOWN),
    ],
)
def test_m03_a_silent_server_is_left_in_time(step: str, state: DeliveryState) -> None:
    short = timedelta(seconds=0.3)
    with Script({step: ""}) as script:
        server = mail_server(script.url)
        started = time.monotonic()
        with Mail(server, "tracker@acme.example", patience=short, last_patience=short) as session:
            ending = session.send(ANN, b"Subject: x\r\n\r\nx\r\n")

    assert ending.state is state
    assert "does not answer in time" in (ending.error or "") or state is DeliveryState.UNKNOWN
    assert time.monotonic() - started < 5


def test_m03_a_slow_server_is_no_hang_of_the_program(desk: Desk, mail: MailServer, tmp_path: Path) -> None:
    clock, file = TestTime(2 * HOUR), tmp_path / "health"
    ages: list[timedelta] = []

    def take_long() -> None:
        clock.wait(600)
        ages.append(clock.now() - datetime.fromisoformat(file.read_text().strip()))

    mail.box.before_answer = take_long
    desk.url = mail.url
    stay_up(desk.settings, clock, look=MINUTE, health_file=file, compose=desk.compose)

    assert len(ages) == 3
    assert max(ages) < timedelta(seconds=HANGS_AFTER)


def test_a_message_that_another_process_took_over_is_not_sent() -> None:
    with MailServer() as server, Mail(mail_server(server.url), "tracker@acme.example") as session:
        ending = session.send(ANN, b"Subject: x\r\n\r\nx\r\n", lambda: False)
        assert session.send(BEN, b"Subject: y\r\n\r\ny\r\n") == Ending(state=DeliveryState.SENT)

    assert ending.state is DeliveryState.DEFERRED
    assert [to for to, _ in server.box.bodies] == [BEN]


@pytest.mark.parametrize(
    "evil", ["\r\nBcc: eve@evil.example", "\nBcc: eve@evil.example", "\u2028Bcc: eve@evil.example"]
)
def test_m04_no_text_becomes_a_header_or_a_second_mail(evil: str) -> None:
    letter = Letter(
        subject=f"new{evil}\r\n\r\n.\r\nMAIL FROM:<x>", markdown="", text=f"x{evil}\r\n.\r\nRSET", html="<p>"
    )
    envelope = Envelope(
        sender=f"Tracker{evil} <tracker@acme.example>".replace("\u2028", " "),
        recipient=ANN,
        message_id="<1@acme.example>",
        at=NOW,
        topic=f"team:{evil}",
    )
    with MailServer() as server, Mail(mail_server(server.url), "tracker@acme.example") as session:
        assert session.send(ANN, message_of(letter, envelope)).state is DeliveryState.SENT

    assert [to for to, _ in server.box.bodies] == [ANN]
    message = server.box.messages[0]
    assert message["Bcc"] is None
    assert len(message.get_all("Subject", [])) == 1
    assert "eve@evil.example" not in str(message["To"])


def test_m04_an_address_outside_ascii_needs_a_server_that_takes_it(mail: MailServer) -> None:
    umlaut, domain = "jörg@acme.example", "ops@größe.example"
    envelope = Envelope(sender="t@acme.example", recipient=umlaut, message_id="<1@a>", at=NOW, topic="x")
    with Mail(mail_server(mail.url), "t@acme.example") as session:
        assert session.send(umlaut, message_of(LETTER, envelope)).state is DeliveryState.SENT
        assert session.send(domain, b"Subject: x\r\n\r\nx\r\n").state is DeliveryState.SENT
    assert mail.box.messages[0]["To"] == umlaut
    assert mail.box.named == [umlaut, "ops@xn--gre-6ka8i.example"]
    with Script({}) as script, Mail(mail_server(script.url), "t@acme.example") as session:
        ending = session.send(umlaut, b"")

    assert (ending.state, "outside ASCII" in (ending.error or "")) == (DeliveryState.FAILED, True)


def test_m05_where_there_is_nothing_to_tell_no_mail_is_sent_and_it_counts_as_done(
    desk: Desk, mail: MailServer
) -> None:
    desk.url, desk.letter = mail.url, None
    desk.stay(DAY + 2 * HOUR)

    assert mail.box.bodies == []
    assert set(desk.states().values()) == {DeliveryState.QUIET}
    assert [(one.since, one.day.day) for one in desk.spans] == [(None, 20), (desk.spans[0].until, 21)]


def test_t01_t03_sleep_restarts_and_a_clock_that_is_set_bring_one_a_day(desk: Desk, mail: MailServer) -> None:
    desk.wish(ANN)
    desk.url = mail.url
    start = NOW + 50 * MINUTE
    for at in (start, NOW + HOUR, start - HOUR, start + 3 * DAY, NOW + 3 * DAY + 6 * HOUR, start + 4 * DAY):
        desk.stay(15 * MINUTE, at)

    days = [parsedate_to_datetime(one["Date"]).date().day for one in mail.box.messages]
    assert days == [20, 23, 24]
    assert [one.since for one in desk.spans] == [None, *(one.until for one in desk.spans[:-1])]


def test_t01_after_a_clock_was_two_days_ahead_each_day_has_one_and_nothing_is_left_out(
    desk: Desk, mail: MailServer
) -> None:
    """The day that was served ahead of its time is not served again; the next digest tells of it."""
    desk.wish(ANN)
    desk.url = mail.url
    for day in (-1, 2, 0, 1, 2, 3, 4):
        desk.stay(15 * MINUTE, NOW + 50 * MINUTE + day * DAY)

    assert [one.day.day for one in desk.spans] == [19, 22, 20, 21, 23, 24]
    right = [one for one in desk.spans if one.day.day != 22]
    assert [one.since for one in right] == [None, *(one.until for one in right[:-1])]
    assert len(mail.box.bodies) == 6


def test_t01_a_clock_that_is_set_right_while_the_program_runs_brings_no_burst(
    desk: Desk, mail: MailServer
) -> None:
    desk.wish(ANN)
    desk.url = mail.url
    clock = TestTime(DAY, NOW + 2 * DAY)
    clock.at(2 * HOUR, lambda: clock.set_by(-2 * DAY))
    stay_up(desk.settings, clock, look=20 * MINUTE, compose=desk.compose)

    assert [one.day.day for one in desk.spans] == [22, 20]


def test_t02_both_days_on_which_clocks_are_set_have_one_digest(desk: Desk, mail: MailServer) -> None:
    desk.wish(ANN)
    desk.home.write(
        "tracker.yaml", "digests: {ops: {to: [ann@acme.example], at: '02:30', timezone: Europe/Berlin}}\n"
    )
    desk.url = mail.url
    for start in ("2026-10-24T12:00:00Z", "2027-03-27T12:00:00Z"):
        desk.stay(DAY + HOUR, datetime.fromisoformat(start))

    days = [(one.day.isoformat(), one.until.hour) for one in desk.spans]
    assert days == [("2026-10-24", 12), ("2026-10-25", 0), ("2027-03-27", 12), ("2027-03-28", 1)]
    assert len(mail.box.bodies) == 4


@pytest.mark.parametrize("begun", [0, 30], ids=["in the second of the cut-off", "before it"])
def test_t04_what_is_written_after_a_digest_was_composed_is_told_by_the_next_alone(
    desk: Desk, github: GitHub, mail: MailServer, begun: int
) -> None:
    """A reading that ran across the cut-off dates what it found before it."""
    source = Source(forge="github", path="acme/thing", url=f"{github.url}/acme/thing/releases.atom")
    told: list[list[str | None]] = []

    def compose(_: Settings, wanted: Sequence[tuple[Subscription, Span]], now: datetime) -> Iterator[Letter]:
        for number, (_subscription, span) in enumerate(wanted):
            with Store.open(desk.home.database_address) as store:
                store.cut_off(now)
                found = store.events_between([source.url], span.since or NOW - DAY, span.until)
            told.append([one.tag for events in found.values() for one in events])
            github.repository("acme/thing").release(f"1.{len(told)}.{number}", at=now)
            with Store.open(desk.home.database_address) as store:
                poll([source], settings=desk.settings, store=store, now=now - timedelta(seconds=begun))
            yield LETTER

    desk.wish(ANN)
    desk.url = mail.url
    stay_up(desk.settings, TestTime(2 * DAY + 2 * HOUR), look=HOUR, compose=compose)

    assert told == [[], ["1.1.0"], ["1.2.0"]]


def test_a_digest_that_cannot_be_composed_is_told_and_tried_again(desk: Desk, mail: MailServer) -> None:
    desk.wish(ANN)
    desk.fails = [ConfigurationError("templates/digest.md.j2 is broken"), ZeroDivisionError()]
    desk.url = mail.url
    desk.stay(2 * HOUR)

    assert len(mail.box.bodies) == 1


@pytest.mark.slow
@pytest.mark.parametrize("step", ["RCPT", "DATA", "."])
def test_d01_after_a_kill_before_within_and_after_data_the_same_message_comes(desk: Desk, step: str) -> None:
    desk.wish(ANN)
    with Script({step: ""}) as script:
        desk.url = script.url
        with desk.command("digest", "--send", "--offline") as process:
            assert script.reached.wait(60)
            process.send_signal(signal.SIGKILL)
            process.wait()
    assert desk.states() == {ANN: DeliveryState.SENDING}
    with Store.open(desk.home.database_address) as store:
        [killed] = store.outbox.deliveries()

    with MailServer() as server:
        desk.url = server.url
        for _ in range(2):
            with desk.command("digest", "--send", "--offline") as process:
                _, err = process.communicate()
            assert process.returncode == 0, err

    assert "already sent" in err
    assert desk.states() == {ANN: DeliveryState.SENT}
    assert [one["Message-ID"] for one in server.box.messages] == [killed.message_id]


def test_d05_programs_that_send_at_once_send_nothing_twice(desk: Desk, mail: MailServer) -> None:
    desk.url = mail.url
    mail.box.before_answer = lambda: threading.Event().wait(0.05)
    processes = [desk.command("digest", "--send", "--offline") for _ in range(3)]
    ended = [(process.communicate(), process.returncode) for process in processes]

    assert [code for _, code in ended] == [0, 0, 0], ended
    assert Counter(to for to, _ in mail.box.bodies) == {ANN: 1, BEN: 1, CEM: 1}
