"""Fetching from a real server; H.. are the faults of a feed's way here."""

import asyncio
import gzip
import zlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from loopback import Answer, Delivery, GitHub, Server, faults
from mail import certificate
from tracker.errors import ConfigurationError, FetchError
from tracker.model import HostState, Validators
from tracker.upstream import Failed, Fetched, NotModified, Outcome
from tracker.upstream.web.address import next_hop, origin
from tracker.upstream.web.body import MOST_BYTES
from tracker.upstream.web.client import Ask, Client

NOTHING_KNOWN = Validators()
PATH = "/apache/kafka/releases.atom"


@pytest.fixture
def kafka(github: GitHub, now: datetime) -> GitHub:
    github.repository("apache/kafka", id=7).release("4.1.0", at=now, notes="<p>Faster.</p>")
    return github


def client(*servers: Server, **settings: Any) -> Client:
    defaults: dict[str, Any] = {"connections_per_host": 4, "deadline": timedelta(seconds=5)}
    return Client(allowed=[server.url for server in servers], user_agent="tracker-test", **(defaults | settings))


def fetch(
    server: Server, now: datetime, known: Validators = NOTHING_KNOWN, path: str = PATH, **settings: Any
) -> Outcome:
    async def once() -> Outcome:
        async with client(server, **settings) as asking:
            return await asking.fetch(Ask(url=f"{server.url}{path}", validators=known), now=now)

    return asyncio.run(once())


def failure(outcome: Outcome) -> str:
    assert isinstance(outcome, Failed)
    assert outcome.error.isprintable()
    return outcome.error


def test_a_feed_comes_whole_and_decompressed(kafka: GitHub, now: datetime) -> None:
    outcome = fetch(kafka, now)
    assert isinstance(outcome, Fetched)
    assert b"Repository/7/4.1.0" in outcome.body
    assert outcome.validators.etag is not None
    assert outcome.validators.etag.startswith('W/"')
    assert (outcome.url, outcome.moved_to) == (f"{kafka.url}{PATH}", None)


def test_a_request_names_us_and_carries_no_credentials(kafka: GitHub, now: datetime) -> None:
    fetch(kafka, now)
    headers = kafka.requests[0].headers
    assert headers["user-agent"] == "tracker-test"
    assert headers["accept"].startswith("application/atom+xml, application/xml")
    assert headers["accept-encoding"] == "gzip"
    assert not {"authorization", "cookie", "if-none-match", "if-modified-since"} & headers.keys()


def test_who_is_trusted_is_read_anew_once_it_changes(
    now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    stranger, _ = certificate(tmp_path / "other")
    authority, context = certificate(tmp_path)
    named = tmp_path / "trusted.pem"
    monkeypatch.setenv("SSL_CERT_FILE", str(named))

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfeed")
        await writer.drain()
        writer.close()

    def trust(one: Path) -> None:
        named.write_bytes(one.read_bytes())

    async def asked(url: str, trusted: Path) -> Outcome:
        trust(trusted)
        async with Client(
            allowed=[url], user_agent="test", connections_per_host=1, deadline=timedelta(seconds=5)
        ) as asking:
            return await asking.fetch(Ask(url=url), now=now)

    async def in_turn() -> tuple[Outcome, Outcome]:
        async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context) as server:
            url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed"
            return await asked(url, stranger), await asked(url, authority)

    refused, fetched = asyncio.run(in_turn())
    assert "certificate" in failure(refused)
    assert isinstance(fetched, Fetched)


@pytest.mark.parametrize(
    ("text", "why"), [(None, "No such file or directory"), ("no certificate", "it holds none")]
)
def test_certificates_that_cannot_be_read_are_told_with_who_names_them(
    kafka: GitHub, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, why: str
) -> None:
    named = tmp_path / "trusted.pem"
    monkeypatch.setenv("SSL_CERT_FILE", str(named))
    if text is not None:
        named.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        fetch(kafka, now)
    assert str(refused.value) == f"the certificates to trust cannot be read: SSL_CERT_FILE names {named}: {why}"


def test_h01_what_is_known_is_not_sent_again(kafka: GitHub, now: datetime) -> None:
    first = fetch(kafka, now)
    assert isinstance(first, Fetched)
    assert fetch(kafka, now, first.validators) == NotModified(validators=first.validators)
    assert kafka.requests[1].headers["if-none-match"] == first.validators.etag


def test_both_validators_go_back_unchanged_and_a_304_may_renew_one(kafka: GitHub, now: datetime) -> None:
    kafka.fail(faults.status(304, ETag='W/"new"'))
    outcome = fetch(kafka, now, Validators(etag='W/"old"', last_modified="some day"))
    assert outcome == NotModified(validators=Validators(etag='W/"new"', last_modified="some day"))
    assert kafka.requests[0].headers["if-modified-since"] == "some day"


def test_h02_a_304_to_an_unconditional_request_is_a_failure(kafka: GitHub, now: datetime) -> None:
    kafka.fail(faults.status(304))
    assert "304, although" in failure(fetch(kafka, now))


@pytest.mark.parametrize("etag", ["\x1b[2J", "\xff", "x" * 1001])
def test_a_validator_that_cannot_be_sent_back_is_not_kept(kafka: GitHub, now: datetime, etag: str) -> None:
    kafka.fail(faults.body(b"<feed/>", etag=etag))
    outcome = fetch(kafka, now)
    assert isinstance(outcome, Fetched)
    assert outcome.validators == Validators()


@pytest.mark.parametrize(("code", "wait"), [(429, timedelta(minutes=1)), (503, None)])
def test_h06_without_a_time_only_a_429_speaks_for_the_whole_host(
    kafka: GitHub, now: datetime, code: int, wait: timedelta | None
) -> None:
    kafka.fail(faults.status(code))
    outcome = fetch(kafka, now)
    assert isinstance(outcome, Failed)
    assert outcome.retry_at == (now + wait if wait else None)


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("0", timedelta(minutes=1)),
        ("-5", timedelta(minutes=1)),
        ("soon", timedelta(minutes=1)),
        ("1000000000", timedelta(hours=24)),
        ("9" * 40, timedelta(hours=24)),
        ("Fri, 20 Nov 2026 09:00:00 GMT", timedelta(hours=1)),
        ("Fri, 20 Nov 2026 09:00:00 -0000", timedelta(hours=1)),
        ("Fri, 20 Nov 9999 23:00:00 -2300", timedelta(hours=24)),
    ],
)
@pytest.mark.parametrize("code", [429, 503])
def test_h05_a_wait_that_is_asked_for_is_kept_within_bounds(
    kafka: GitHub, now: datetime, code: int, asked: str | None, wait: timedelta
) -> None:
    kafka.fail(faults.status(code, **({} if asked is None else {"retry_after": asked})))
    outcome = fetch(kafka, now)
    assert isinstance(outcome, Failed)
    assert (outcome.status, outcome.retry_at) == (code, now + wait)


def test_h05_the_whole_host_waits(kafka: GitHub, now: datetime) -> None:
    kafka.repository("apache/spark").release("4.0.0", at=now)
    kafka.fail(faults.too_many_requests("300"), "apache/kafka", times=1)
    until = now + timedelta(minutes=5)

    async def read() -> tuple[Outcome, Outcome, Outcome]:
        async with client(kafka) as asking:
            limited = await asking.fetch(Ask(url=f"{kafka.url}{PATH}"), now=now)
            spark = f"{kafka.url}/apache/spark/releases.atom"
            waiting = await asking.fetch(Ask(url=spark), now=now + timedelta(minutes=4))
            assert asking.hosts[kafka.host].paused_until == until
            return limited, waiting, await asking.fetch(Ask(url=spark), now=until)

    limited, waiting, after = asyncio.run(read())
    message = f"{kafka.host} asks to wait until 2026-11-20 08:05 UTC"
    assert limited == Failed(error=message, status=429, retry_at=until)
    assert waiting == Failed(error=message, retry_at=until)
    assert isinstance(after, Fetched)
    assert len(kafka.requests) == 2


def test_a_wait_known_from_before_holds_in_a_new_client(kafka: GitHub, now: datetime) -> None:
    until = now + timedelta(minutes=3)
    outcome = fetch(kafka, now, hosts={kafka.host: HostState(paused_until=until)})
    assert isinstance(outcome, Failed)
    assert outcome.retry_at == until
    assert kafka.requests == []


def test_t01_a_wait_stored_by_a_clock_that_ran_ahead_does_not_hold(kafka: GitHub, now: datetime) -> None:
    until = now + timedelta(days=2)
    outcome = fetch(kafka, now, hosts={kafka.host: HostState(paused_until=until)})
    assert isinstance(outcome, Fetched)


def test_h07_a_403_is_a_limit_only_where_it_says_so(kafka: GitHub, now: datetime) -> None:
    reset = str(int((now + timedelta(minutes=10)).timestamp()))
    kafka.fail(faults.status(403, x_ratelimit_remaining="0", x_ratelimit_reset=reset), times=1)
    kafka.fail(faults.status(403, retry_after="60"), times=1)
    kafka.fail(faults.status(403))
    outcomes = [fetch(kafka, now) for _ in range(3)]
    waits = [outcome.retry_at for outcome in outcomes if isinstance(outcome, Failed)]
    assert waits == [now + timedelta(minutes=10), now + timedelta(minutes=1), None]
    assert failure(outcomes[2]) == f"{kafka.host}: 403, reading is refused"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (401, "a sign-in is asked for"),
        (404, "it is deleted, private or mistyped"),
        (410, "it is gone for good"),
        (451, "it is blocked for legal reasons"),
        (500, "the server has a fault"),
        (502, "the server has a fault"),
        (204, "this is no answer that can be read"),
        (418, "this is no answer that can be read"),
    ],
)
def test_h08_h09_h10_h22_every_other_status_is_explained(
    kafka: GitHub, now: datetime, code: int, words: str
) -> None:
    kafka.fail(faults.status(code))
    outcome = fetch(kafka, now)
    lasting = code in {410, 451}
    assert outcome == Failed(error=f"{kafka.host}: {code}, {words}", status=code, lasting=lasting)


def test_h10_a_refused_connection_is_named(kafka: GitHub, now: datetime) -> None:
    kafka.stop()
    assert failure(fetch(kafka, now)) == f"{kafka.host} cannot be reached: connection refused"


def test_h10_a_name_nobody_knows_is_named(now: datetime) -> None:
    async def read() -> Outcome:
        async with Client(
            allowed=["http://nobody.invalid"],
            user_agent="tracker-test",
            connections_per_host=1,
            deadline=timedelta(seconds=20),
        ) as asking:
            return await asking.fetch(Ask(url="http://nobody.invalid/a/b"), now=now)

    assert failure(asyncio.run(read())).startswith("nobody.invalid cannot be reached: its name is not known")


def test_h10_a_name_that_cannot_be_one_is_told(now: datetime) -> None:
    async def read() -> Outcome:
        async with Client(
            allowed=["http://a..b"],
            user_agent="tracker-test",
            connections_per_host=1,
            deadline=timedelta(seconds=20),
        ) as asking:
            return await asking.fetch(Ask(url="http://a..b/c/d"), now=now)

    assert failure(asyncio.run(read())) == "a..b could not be read (UnicodeError)"


def test_h10_a_server_without_tls_is_named(kafka: GitHub, now: datetime) -> None:
    secure = kafka.url.replace("http:", "https:")

    async def read() -> Outcome:
        async with Client(
            allowed=[secure],
            user_agent="tracker-test",
            connections_per_host=1,
            deadline=timedelta(seconds=20),
        ) as asking:
            return await asking.fetch(Ask(url=f"{secure}{PATH}"), now=now)

    assert failure(asyncio.run(read())) == f"{kafka.host} cannot be reached: TLS failed"


def test_a_proxy_that_is_not_there_is_told(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server() as gone:
        monkeypatch.setenv("HTTP_PROXY", gone.url)
    assert failure(fetch(gone, now)).endswith(
        "cannot be reached: the proxy that the environment names is not there"
    )


def test_a_proxy_from_the_environment_is_used(
    kafka: GitHub, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", kafka.url)
    host = "git.example"
    kafka.serve_bytes(f"http://{host}{PATH}", b"<feed/>")

    async def read() -> Outcome:
        async with Client(
            allowed=[f"http://{host}"],
            user_agent="tracker-test",
            connections_per_host=1,
            deadline=timedelta(seconds=5),
        ) as asking:
            return await asking.fetch(Ask(url=f"http://{host}{PATH}"), now=now)

    asyncio.run(read())
    assert kafka.requests[0].headers["host"] == host


@pytest.mark.parametrize("code", [301, 308])
def test_h11_a_renamed_repository_is_followed_and_told(kafka: GitHub, now: datetime, code: int) -> None:
    kafka.rename("apache/kafka", "streams/kafka")
    kafka.fail(faults.redirect(f"{kafka.url}/streams/kafka/releases.atom", code), "apache/kafka")
    outcome = fetch(kafka, now)
    assert isinstance(outcome, Fetched)
    assert outcome.url == outcome.moved_to == f"{kafka.url}/streams/kafka/releases.atom"
    again = fetch(kafka, now, outcome.validators)
    assert again == NotModified(validators=outcome.validators, moved_to=outcome.moved_to)


def test_h11_github_redirects_after_a_rename(kafka: GitHub, now: datetime) -> None:
    kafka.rename("apache/kafka", "streams/kafka")
    outcome = fetch(kafka, now)
    assert isinstance(outcome, Fetched)
    assert outcome.moved_to == f"{kafka.url}/streams/kafka/releases.atom"


@pytest.mark.parametrize("code", [302, 303, 307])
def test_h13_a_passing_redirect_is_followed_and_not_kept(kafka: GitHub, now: datetime, code: int) -> None:
    kafka.repository("apache/other").release("1.0", at=now)
    kafka.fail(faults.redirect("../other/releases.atom", code), "apache/kafka")
    outcome = fetch(kafka, now)
    assert isinstance(outcome, Fetched)
    assert (outcome.url, outcome.moved_to) == (f"{kafka.url}/apache/other/releases.atom", None)


def test_h14_a_loop_ends(kafka: GitHub, now: datetime) -> None:
    kafka.fail(faults.redirect(PATH))
    assert failure(fetch(kafka, now)) == f"{kafka.host} redirects more than 5 times; it is not followed"
    assert len(kafka.requests) == 6


@pytest.mark.parametrize(
    ("target", "named"),
    [
        ("http://127.0.0.1:1/x", "127.0.0.1:1"),
        ("http://169.254.169.254/latest/", "169.254.169.254"),
        ("http://[::1]/", "[::1]"),
        ("http://evil.example/?token=secret", "evil.example"),
    ],
)
def test_h15_a_redirect_leads_to_no_address_that_is_not_allowed(
    kafka: GitHub, now: datetime, target: str, named: str
) -> None:
    kafka.fail(faults.redirect(target, 301))
    message = failure(fetch(kafka, now))
    assert message == (
        f"{kafka.host} redirects apache/kafka to {named}, which no setting names; it is not followed"
    )


def test_h15_a_redirect_with_credentials_is_not_followed(kafka: GitHub, now: datetime) -> None:
    kafka.fail(faults.redirect(kafka.url.replace("//", "//user:secret@") + "/x"))
    assert "secret" not in failure(fetch(kafka, now))
    assert len(kafka.requests) == 1


@pytest.mark.parametrize("target", ["file:///etc/passwd", "javascript:x", "http://[", "http://x:port/", ""])
def test_h15_a_redirect_to_no_web_address_is_told(kafka: GitHub, now: datetime, target: str) -> None:
    kafka.fail(faults.redirect(target))
    message = failure(fetch(kafka, now))
    assert message.startswith(f"{kafka.host} redirects")
    assert message.endswith("to no web address")


def test_h15_a_redirect_from_https_to_plain_http_is_refused() -> None:
    here = httpx.URL("https://git.example/a/b/releases.atom")
    allowed = frozenset({origin(here), ("http", "git.example", 80)})
    with pytest.raises(FetchError, match=r"git\.example redirects a/b to plain http, which is not followed"):
        next_hop(here, "http://git.example/a/b/releases.atom", allowed)


@pytest.mark.parametrize("delivery", [Delivery.DRIP, Delivery.SILENCE, Delivery.ENDLESS])
def test_h17_a_deadline_ends_an_answer_that_does_not(kafka: GitHub, now: datetime, delivery: Delivery) -> None:
    kafka.fail(faults.delivered(delivery))
    outcome = fetch(kafka, now, deadline=timedelta(seconds=0.2))
    assert isinstance(outcome, Failed)
    if delivery is not Delivery.ENDLESS:
        assert outcome.error == f"{kafka.host} did not answer within 0.2 s"


@pytest.mark.parametrize("delivery", [Delivery.CUT, Delivery.CUT_CHUNKED])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_h18_a_cut_answer_is_a_failure(kafka: GitHub, now: datetime, delivery: Delivery, encoding: str) -> None:
    if encoding == "identity":
        kafka.fail(lambda _: Answer(body=b"<feed></feed>" * 100, delivery=delivery))
    kafka.fail(faults.delivered(delivery))
    assert failure(fetch(kafka, now)) == f"{kafka.host} sent an answer that was cut off"


def test_h18_a_cut_gzip_body_of_unknown_length_is_a_failure(kafka: GitHub, now: datetime) -> None:
    packed = gzip.compress(b"<feed></feed>")[:-9]
    kafka.fail(faults.raw(b"HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed))
    assert failure(fetch(kafka, now)) == f"{kafka.host} sent an answer that was cut off"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"", "closed the connection without an answer"),
        (b"HTTP/1.1 200 OK\r\nContent-", "closed the connection without an answer"),
        (b"\x1b]0;hello\x07\r\n\r\n", "sent an answer that is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "sent an answer that is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n", "sent an answer that is not HTTP"),
    ],
)
def test_an_answer_that_is_none_is_told_in_words(kafka: GitHub, now: datetime, sent: bytes, words: str) -> None:
    kafka.fail(faults.raw(sent))
    assert failure(fetch(kafka, now)) == f"{kafka.host} {words}"


def packed_zeros(count: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(count)) + packer.flush()


def test_h19_a_bomb_is_cut_at_the_limit(kafka: GitHub, now: datetime) -> None:
    kafka.fail(faults.body(packed_zeros(200), Content_Encoding="gzip"))
    assert failure(fetch(kafka, now)) == f"{kafka.host} sent more than 15 MB"


def test_h20_a_body_beyond_the_limit_is_cut(kafka: GitHub, now: datetime) -> None:
    kafka.fail(lambda _: Answer(delivery=Delivery.ENDLESS))
    assert failure(fetch(kafka, now)) == f"{kafka.host} sent more than 15 MB"


def test_a_body_at_the_limit_is_read(kafka: GitHub, now: datetime) -> None:
    kafka.fail(faults.body(packed_zeros(MOST_BYTES // 1_000_000), Content_Encoding="gzip"))
    outcome = fetch(kafka, now)
    assert isinstance(outcome, Fetched)
    assert len(outcome.body) == MOST_BYTES


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "deflate"])
def test_h19_an_encoding_that_was_not_asked_for_is_refused(kafka: GitHub, now: datetime, encoding: str) -> None:
    kafka.fail(faults.body(b"...", Content_Encoding=encoding))
    message = failure(fetch(kafka, now))
    assert message == f"{kafka.host} sent a body in an encoding that was not asked for"


def test_gzip_in_several_members_is_one_body(kafka: GitHub, now: datetime) -> None:
    kafka.fail(faults.body(gzip.compress(b"<feed>") + gzip.compress(b"</feed>"), Content_Encoding="gzip"))
    outcome = fetch(kafka, now)
    assert isinstance(outcome, Fetched)
    assert outcome.body == b"<feed></feed>"


def test_what_is_not_gzip_is_told(kafka: GitHub, now: datetime) -> None:
    kafka.fail(faults.body(b"<feed></feed>", Content_Encoding="gzip"))
    assert failure(fetch(kafka, now)) == f"{kafka.host} sent a body that is not valid gzip"


def test_cookies_are_not_kept(kafka: GitHub, now: datetime) -> None:
    kafka.fail(faults.body(b"<feed/>", Set_Cookie="session=1; Path=/"))

    async def read() -> None:
        async with client(kafka) as asking:
            for _ in range(2):
                await asking.fetch(Ask(url=f"{kafka.url}{PATH}"), now=now)

    asyncio.run(read())
    assert [("cookie" in request.headers) for request in kafka.requests] == [False, False]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://user:secret@github.com/a/b", "github.com: the address of the feed carries credentials"),
        ("ftp://github.com/a", "not a web address"),
        ("nonsense", "not a web address"),
        ("http://x:port/", "not a valid URL"),
        ("https://github.com/a/b?token=secret", "github.com is named in no setting"),
    ],
)
def test_x01_an_address_that_may_not_be_asked_is_told(kafka: GitHub, now: datetime, url: str, words: str) -> None:
    async def read() -> Outcome:
        async with client(kafka) as asking:
            return await asking.fetch(Ask(url=url), now=now)

    message = failure(asyncio.run(read()))
    assert words in message
    assert "secret" not in message


def test_one_failing_feed_costs_no_other(kafka: GitHub, now: datetime) -> None:
    for number in range(20):
        kafka.repository(f"acme/p{number}").release("1.0", at=now)
    kafka.fail(faults.raw(b"\x00"), "acme/p3/")
    kafka.fail(faults.delivered(Delivery.HANG_UP), "acme/p5/")

    async def read() -> list[Outcome]:
        async with client(kafka) as asking:
            urls = [f"{kafka.url}/acme/p{number}/releases.atom" for number in range(20)]
            return await asyncio.gather(*(asking.fetch(Ask(url=url), now=now) for url in urls))

    outcomes = asyncio.run(read())
    assert [number for number, outcome in enumerate(outcomes) if not isinstance(outcome, Fetched)] == [3, 5]


def test_a_cancelled_fetch_is_cancelled(kafka: GitHub, now: datetime) -> None:
    kafka.fail(faults.delivered(Delivery.SILENCE))

    async def read() -> None:
        async with client(kafka) as asking:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await asking.fetch(Ask(url=f"{kafka.url}{PATH}"), now=now)

    asyncio.run(read())
