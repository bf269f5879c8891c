"""Alerts while the program stays up: within a quarter of an hour, once, and to nobody whom they do not concern."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from email.utils import parsedate_to_datetime
from functools import partial

import pytest
from pydantic import SecretStr

from examples import NOW, day
from home import Home
from loopback import GitHub, Kev, Osv
from mail import MailServer
from staying import TestTime
from tracker.pipeline.staying.run import stay_up
from tracker.record import replace

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OPS, ACME, BETA = "ops@tracker.example", "ciso@acme.example", "ciso@beta.example"
FILES = {
    "acme/prod.yaml": "customer: Acme\nsince: 2025-01-01\ndeployed: {kafka: 4.3.0}\n",
    "acme/test.yaml": (
        "customer: Acme\nsince: 2025-01-01\ndeployed: {broker: {component: kafka, version: 4.3.0}}\n"
    ),
    "beta.yaml": "customer: Beta\nsince: 2025-01-01\ndeployed: {kafka: 4.3.0}\n",
    "customers.yaml": f"Acme: {{alert: {{to: {ACME}, urgency: high}}}}\nBeta: {{alert: {{to: {BETA}}}}}\n",
    "tracker.yaml": f"alerts: {{ops: {{to: {OPS}, urgency: high}}}}\n",
}


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def platform(home: Home, github: GitHub, osv: Osv, kev: Kev) -> Home:
    """Two customers with Kafka, and a team that looks after both."""
    for version, at in (("4.3.0", "2026-05-01"), ("4.3.1", "2026-06-23")):
        github.repository("apache/kafka").release(version, at=day(at))
    for name, text in FILES.items():
        home.write(name, text)
    return replace(home, osv_url=osv.url, kev_url=kev.url)


def stay(home: Home, mail: MailServer, clock: TestTime) -> None:
    settings = home.settings.model_copy(
        update={"smtp_url": SecretStr(mail.url), "mail_from": "tracker@tracker.example"}
    )
    stay_up(settings, clock, look=MINUTE)


def to(mail: MailServer, recipient: str) -> list[str]:
    return [message["Subject"] for message in mail.box.messages if message["To"] == recipient]


def whole(body: bytes) -> str:
    """All parts of a message as they are read, in one line."""
    parts = message_from_bytes(body, policy=default).walk()
    return " ".join(" ".join(part.get_content().split()) for part in parts if not part.is_multipart())


def record(osv: Osv, name: str, severity: str = "HIGH", **more: str) -> None:
    osv.record(
        name,
        "Bitnami/kafka",
        published="2026-11-01T00:00:00Z",
        database_specific={"severity": severity},
        **more,
    )


def test_what_arrives_is_told_once_within_a_quarter_of_an_hour_and_again_when_exploited(
    platform: Home, mail: MailServer, osv: Osv, kev: Kev
) -> None:
    clock = TestTime(9 * HOUR)
    clock.at(90 * MINUTE, lambda: record(osv, "CVE-2026-1"))
    clock.at(5 * HOUR, lambda: kev.listed.update({"CVE-2026-1": "2026-11-20"}))

    stay(platform, mail, clock)

    first, second = (message for message in mail.box.messages if message["To"] == OPS)
    assert to(mail, OPS) == [
        "CVE-2026-1 (high): kafka in 3 environments",
        "CVE-2026-1 (critical, changed): kafka in 3 environments",
    ]
    assert parsedate_to_datetime(first["Date"]) - NOW < 90 * MINUTE + HOUR + 15 * MINUTE
    assert second["In-Reply-To"] == first["Message-ID"]
    assert to(mail, ACME) == [
        "CVE-2026-1 (high): kafka in 2 environments",
        "CVE-2026-1 (critical, changed): kafka in 2 environments",
    ]
    assert to(mail, BETA) == ["CVE-2026-1 (critical): kafka in beta"]


def test_what_arrives_here_is_told_within_a_quarter_of_an_hour_from_the_start_on(
    platform: Home, mail: MailServer, osv: Osv
) -> None:
    clock = TestTime(150 * MINUTE)

    def arrive(name: str) -> None:
        record(osv, name)
        platform.check("acme/prod", now=clock.now() + 10 * HOUR)

    def write() -> None:
        own = "component: kafka\naffected: <4.3.1\nfixed: 4.3.1\nseverity: high\n"
        platform.write("advisories/ACME-2026-7.yaml", own)

    arrive("CVE-2026-0")
    arrivals = {"CVE-2026-1": 8 * MINUTE, "CVE-2026-2": 97 * MINUTE, "ACME-2026-7": 131 * MINUTE}
    for name, after in arrivals.items():
        clock.at(after, write if name.startswith("ACME") else partial(arrive, name))
    platform.write("templates/alert.html.j2", "{{ nothing }}")

    stay(platform, mail, clock)

    told = {
        message["Subject"].split()[0]: parsedate_to_datetime(message["Date"]) - NOW
        for message in mail.box.messages
        if message["To"] == OPS
    }
    assert told.keys() == {"CVE-2026-0", *arrivals}
    assert told["CVE-2026-0"] < MINUTE
    assert all(timedelta() <= told[name] - after <= 15 * MINUTE for name, after in arrivals.items()), told
    assert "the template that ships was taken" in whole(mail.box.to(OPS)[0])
    assert "template" not in whole(mail.box.to(ACME)[0])


def test_a_restart_tells_nothing_again_and_many_at_once_are_one_message(
    platform: Home, mail: MailServer, osv: Osv
) -> None:
    for number in range(8):
        record(osv, f"CVE-2026-{number}")
    for start in range(2):
        stay(platform, mail, TestTime(HOUR, NOW + start * HOUR))

    assert to(mail, OPS) == ["8 vulnerabilities are open (high)"]
    assert to(mail, BETA) == []


def test_a_customer_is_told_of_nobody_else(platform: Home, mail: MailServer, osv: Osv) -> None:
    record(osv, "CVE-2026-1", severity="CRITICAL")
    stay(platform, mail, TestTime(HOUR))

    for recipient, others in ((ACME, ("beta", "Beta")), (BETA, ("acme/", "Acme", "prod"))):
        [body] = mail.box.to(recipient)
        text = body.decode().replace(recipient, "")
        assert not any(other in text for other in others), text
    [team] = mail.box.to(OPS)
    assert all(name in team.decode() for name in ("acme/prod", "acme/test", "beta", "Acme", "Beta"))
