"""`digest --send` with its trials, `deliveries`, and what doctor says of sending."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from home import Home
from loopback import GitHub
from mail import MailServer, free_port

ANN, BEN = "ann@acme.example", "ben@acme.example"
TODAY = datetime.now(UTC).replace(microsecond=0)  # commands read the real clock


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with MailServer() as server:
        monkeypatch.setenv("TRACKER_SMTP_URL", server.url)
        monkeypatch.setenv("TRACKER_MAIL_FROM", "tracker@acme.example")
        yield server


@pytest.fixture
def acme(home: Home, github: GitHub) -> Home:
    """Two environments, of which one has a digest for two people."""
    github.repository("acme/thing").release("1.0.0", at=TODAY - timedelta(days=30))
    wish = f"digest: {{to: [{ANN}, {BEN}], at: '23:59'}}\n"
    home.write("env.yaml", f"{wish}deployed: {{thing: {{version: 1.0.0, repo: acme/thing}}}}\n")
    home.write("other.yaml", "deployed: {thing: {version: 1.0.0, repo: acme/thing}}\n")
    return home


def test_it_sends_at_once_whatever_the_hour_and_once_a_day(acme: Home, mail: MailServer) -> None:
    first, again = acme.run("digest", "--send"), acme.run("digest", "--send", "env")

    assert (first.code, again.code) == (0, 0), (first, again)
    assert f"{ANN}: digest of environments, {datetime.now(UTC).date()} sent" in first.out
    assert f"{BEN} was already sent the digest of environments today, and gets nothing more" in again.err
    assert again.out == ""
    assert sorted(to for to, _ in mail.box.bodies) == [ANN, BEN]


def test_trials_count_for_nothing(acme: Home, mail: MailServer) -> None:
    acme.write("templates/letter.txt.j2", "Dear {{ reader }}")
    shown, sent = (
        acme.run("digest", "--dry-run", "--format", "text"),
        acme.run("digest", "--send", "--to", "me@acme.example"),
    )

    assert (shown.code, sent.code) == (0, 0), (shown, sent)
    assert f"digest of environments would be sent to {ANN}, {BEN}" in shown.err
    assert "1 environment: all there is to tell" in shown.out
    broken = "templates/letter.txt.j2 line 1 cannot be written: 'reader' is undefined"
    assert f"tracker: {broken}; the template that ships was taken\n" in shown.err
    assert "templates/" not in shown.out
    assert f"!! templates: {broken}\n" in acme.run("doctor", "--files").out
    assert "digest of environments: sent to me@acme.example, which counts for nothing" in sent.err
    assert [to for to, _ in mail.box.bodies] == ["me@acme.example"]
    assert acme.run("digest", "--send").code == 0
    assert len(mail.box.bodies) == 3


def test_what_was_not_sent_is_told_listed_and_tried_again(acme: Home, mail: MailServer) -> None:
    mail.box.refuse = lambda to, before: "550 nobody here" if to == BEN and before < 1 else None
    sent = acme.run("digest", "--send")
    assert sent.code == 1
    assert f"{BEN}: digest of environments, {datetime.now(UTC).date()} failed: the mail server" in sent.err

    listed = json.loads(acme.run("deliveries", "--format", "json").out)
    table = acme.run("deliveries")
    [failed] = [one for one in listed["deliveries"] if one["state"] == "failed"]
    again = acme.run("deliveries", "--retry", str(failed["id"]))

    assert listed["schema"] == "tracker.deliveries/1"
    assert (failed["to"], failed["attempts"], failed["next_try_at"]) == (BEN, 1, None)
    assert "550 nobody here" in table.out
    assert (again.code, "sent" in again.out) == (0, True), again
    assert mail.box.messages[-1]["Message-ID"] == failed["message_id"]
    assert acme.run("deliveries", "--retry", "all").code == 0
    assert len(mail.box.bodies) == 2


def test_what_was_put_off_is_tried_again_by_sending_again(
    acme: Home, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_SMTP_URL", f"smtp://127.0.0.1:{free_port()}?tls=none")
    assert acme.run("digest", "--send").code == 1
    monkeypatch.setenv("TRACKER_SMTP_URL", mail.url)

    assert acme.run("digest", "--send").code == 0
    assert sorted(to for to, _ in mail.box.bodies) == [ANN, BEN]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("digest", "--send", "other"), "nobody is to be sent a digest of other: name them under `digest`"),
        (("digest", "--send", "--as-of", "2026-01-01"), "leave --as-of and --output out"),
        (("digest", "--dry-run", "--format", "json"), "a message has its own formats: leave --format json out"),
        (("digest", "--send", "--format", "html"), "a message has its own formats: leave --format html out"),
        (("digest", "--format", "text"), "--format text goes with --dry-run"),
        (("digest", "--dry-run", "--format", "html", "--audience", "team"), "with nothing that is sent"),
        (("deliveries", "--retry", "7"), "nothing under 7 can be sent again"),
        (("deliveries", "--retry", "x"), "'x' is neither all nor an id"),
        (("digest", "--to", "a b"), "--to: 'a b' is not an e-mail address"),
        (("digest", "--to", "a@-é-.example"), "--to: 'a@-é-.example' is not an e-mail address"),
    ],
)
def test_what_cannot_be_done_is_said(acme: Home, mail: MailServer, arguments: tuple[str, ...], told: str) -> None:
    ended = acme.run(*arguments)

    assert (ended.code, told in ended.err) == (2, True), ended


def test_without_a_mail_server_it_says_what_to_set(acme: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "set TRACKER_SMTP_URL to smtp://" in acme.run("digest", "--send").err
    monkeypatch.setenv("TRACKER_SMTP_URL", "smtp://127.0.0.1")
    ended = acme.run("digest", "--send")

    assert (ended.code, "set TRACKER_MAIL_FROM" in ended.err) == (2, True)
    assert "Nothing was sent" in acme.run("deliveries").out


@pytest.mark.parametrize("how", ["--send", "--dry-run"])
def test_a_wrong_file_is_told_of_once(acme: Home, mail: MailServer, how: str) -> None:
    acme.write("other.yaml", "deployed: {thing: {version: 1, repo: acme/thing}}\ndigest: {to: nobody}\n")
    every, one, none = (acme.run("digest", how, *names) for names in ((), ("other",), ("nosuch",)))

    assert (every.code, every.err.count("'nobody' is not an e-mail address")) == (2, 1)
    assert (one.code, one.err.count("\n"), "'nobody' is not" in one.err) == (2, 1, True)
    assert (none.code, none.err.count("\n"), "no environment 'nosuch'" in none.err) == (2, 1, True)
    asked = acme.run("digest", how, "env")
    assert (asked.code, "nobody" in asked.err) == (0, False), asked


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("TRACKER_SMTP_URL", "http://u:s3cret@h", "is no address of a mail server"),
        ("TRACKER_SMTP_URL", "smtp://u:s3cret@h:99999", "is no address of a mail server"),
        ("TRACKER_SMTP_URL", "smtp://u:s3cret@h?tls=no", "the only option of an SMTP URL is ?tls=none"),
        ("TRACKER_SMTP_URL", "smtps://u:s3cret@h?tls=none", "the only option of an SMTP URL is ?tls=none"),
        ("TRACKER_SMTP_URL", "smtp://s3cret@h", "names a user without a password"),
        ("TRACKER_MAIL_FROM", "tracker", "'tracker' is not an address such as tracker@acme.example"),
        ("TRACKER_MAIL_FROM", "a@b, c@d", "is not an address such as tracker@acme.example"),
        ("TRACKER_MAIL_FROM", "T <a@-é-.example>", "is not an address such as tracker@acme.example"),
    ],
)
def test_x04_wrong_settings_are_told_without_their_secrets(
    acme: Home, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    monkeypatch.setenv(variable, value)
    ended = acme.run("doctor", "--files")

    assert (ended.code, variable in ended.err, told in ended.err) == (2, True, True), ended
    assert "s3cret" not in ended.err


def test_the_server_may_stand_in_a_file_but_no_password_in_the_watchlists(
    acme: Home, mail: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRACKER_SMTP_URL")
    acme.write("tracker.yaml", f"smtp_url: {mail.url}\n")
    assert acme.run("digest", "--send").code == 0
    acme.write("tracker.yaml", "smtp_url: smtp://u:s3cret@h\n")
    refused = acme.run("digest", "--send")
    assert (refused.code, "s3cret" in refused.err) == (2, False)
    assert "a password does not belong in a file of the watchlists: set TRACKER_SMTP_URL" in refused.err
    acme.write("tracker.yaml", "{}\n")
    (tmp_path / "smtp").write_text(mail.url)
    monkeypatch.setenv("TRACKER_SMTP_URL_FILE", str(tmp_path / "smtp"))

    assert acme.run("digest", "--send").code == 0
    assert len(mail.box.bodies) == 2


def test_doctor_tries_the_mail_server_and_tells_of_what_did_not_arrive(
    acme: Home, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail.box.refuse = lambda to, _: "550 nobody here" if to == BEN else None
    acme.run("digest", "--send")
    good = acme.run("doctor").out
    monkeypatch.setenv("TRACKER_SMTP_URL", f"smtp://127.0.0.1:{free_port()}?tls=none")
    bad = acme.run("doctor").out
    monkeypatch.delenv("TRACKER_SMTP_URL")
    none = acme.run("doctor", "--files").out

    assert f" = mail: 127.0.0.1:{mail.port} can be used, without TLS" in good
    assert "!! deliveries: 1 messages of the last week did not arrive for certain" in good
    assert " = deliveries: other hosts do not know what this one's SQLite file says was sent" in good
    assert "!! mail: the mail server 127.0.0.1" in bad
    assert "!! sending: no mail server is named" in none


def test_doctor_tells_of_services_that_nobody_knows_and_shows_no_token(acme: Home) -> None:
    acme.write(
        "env.yaml", "digest: {to: ['nonsense://t0ken']}\ndeployed: {thing: {version: 1, repo: acme/thing}}\n"
    )
    shown = acme.run("doctor", "--files").out

    assert "is no address that Apprise understands" in shown
    assert "t0ken" not in shown
