"""Asking a server: conditional, polite, bounded in time and size, never an exception for one answer."""

import asyncio
import os
import ssl
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import SystemRandom
from typing import Any, Self, TypeGuard, cast

import aiohttp
import httpx
from httpx_aiohttp import HttpxAiohttpClient

from tracker.errors import ConfigurationError, FetchError
from tracker.model import HostState, Validators
from tracker.record import Record, field, replace
from tracker.text import clean_line
from tracker.upstream.web.address import host_of, next_hop, next_page, origin, parse_address
from tracker.upstream.web.body import read_body
from tracker.upstream.web.explain import (
    NOT_ACCEPTED,
    explain,
    explain_status,
    is_lasting,
    is_secondary_limit,
)
from tracker.upstream.web.names import Names
from tracker.upstream.web.outcome import Failed, Fetched, NotModified, Outcome
from tracker.upstream.web.waiting import asks_to_wait, closed_until, paused, with_quota

ATOM = "application/atom+xml, application/xml;q=0.9, */*;q=0.1"
JSON = "application/json"
_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_EXPLAINED = frozenset({401, 403, 451})  # their bodies say why
_LONGEST_VALIDATOR = 1000
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")  # where httpx looks for what to trust


class Ask(Record):
    """One request: `accept` is the kind of answer wanted, `content` a JSON text to post where there is one."""

    url: str
    validators: Validators = field(default_factory=Validators)
    accept: str = ATOM
    content: bytes | None = None


class _Answer(Record):
    """What came from one hop, headers by their name in small letters; the body only where it says something."""

    url: httpx.URL
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved_to: str | None


class Client:
    """Asks allowed addresses, a few at a time of each host; used as `async with`.

    `allowed` are URLs whose scheme, host and port may be asked and redirected to. `deadline` is for one request,
    from its first hop on. `hosts` tells what hosts have asked for so far. `tokens` holds a bearer token by the URL
    under which it is sent; no other address ever gets it. Proxy settings of the environment hold; no cookies are
    kept. Raises FetchError where one of `allowed` is no web address, and ConfigurationError on entering where the
    certificates to trust cannot be read.
    """

    def __init__(
        self,
        *,
        allowed: Collection[str],
        user_agent: str,
        connections_per_host: int,
        deadline: timedelta,
        hosts: Mapping[str, HostState] | None = None,
        tokens: Mapping[str, str] | None = None,
    ) -> None:
        # Of thousands of addresses few differ before the path.
        roots = {"/".join(url.split("/", 3)[:3]) for url in allowed}
        self._allowed = frozenset(origin(parse_address(root)) for root in roots)
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "gzip"}
        self._connections_per_host = connections_per_host
        self._deadline = deadline
        self._hosts = dict(hosts or {})
        self._tokens = {parse_address(url.rstrip("/") + "/"): token for url, token in (tokens or {}).items()}
        self._slots: dict[str, asyncio.Semaphore] = {}
        self._jitter = SystemRandom()
        self._answered: set[str] = set()
        self._struck: set[str] = set()

    async def __aenter__(self) -> Self:
        self._client = _CookielessClient(verify=_trusted(*map(_stamped, _CERTIFICATES)))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    @property
    def hosts(self) -> Mapping[str, HostState]:
        """What each host has asked for, by its name in messages.

        One that has answered and not once asked to wait is forgiven what it asked for before.
        """
        well = self._answered - self._struck
        return {name: replace(host, strikes=0) if name in well else host for name, host in self._hosts.items()}

    async def fetch(self, ask: Ask, *, now: datetime) -> Outcome:
        """Ask for what may be unchanged since its validators were given; failures are told, not raised."""
        try:
            address = parse_address(ask.url)
        except FetchError as error:
            return Failed(error=str(error))
        host = host_of(address)
        if origin(address) not in self._allowed:
            return Failed(error=f"{host} is named in no setting, so it is not asked")
        slot = self._slots.setdefault(host, asyncio.Semaphore(self._connections_per_host))
        async with slot:
            return await self._fetch(address, host, ask, now)

    async def _fetch(self, address: httpx.URL, host: str, ask: Ask, now: datetime) -> Outcome:
        try:
            async with asyncio.timeout(self._deadline.total_seconds()):
                answer = await self._follow(address, ask, now)
        except TimeoutError:
            return Failed(error=f"{host} did not answer within {self._deadline.total_seconds():g} s")
        except FetchError as error:
            return Failed(error=str(error))
        except Exception as error:  # noqa: BLE001 - aiohttp's own leak through httpx, and one feed must not end the others
            return Failed(error=f"{host} {explain(error)}")
        return answer if isinstance(answer, Failed) else self._outcome(answer, ask, now)

    async def _follow(self, address: httpx.URL, ask: Ask, now: datetime) -> _Answer | Failed:
        """Ask, and follow redirects by hand; a host that asked to wait is not asked."""
        permanent, moved_to = True, None
        for _ in range(_MOST_REDIRECTS + 1):
            until = closed_until(self._host(address), now)
            if until is not None:
                return _waiting(address, until)
            answer = await self._ask(address, ask, moved_to)
            if answer.status not in _REDIRECTS:
                return answer
            permanent = permanent and answer.status in _PERMANENT
            address = next_hop(address, answer.headers.get("location"), self._allowed)
            moved_to = str(address) if permanent else moved_to
        raise FetchError(f"{host_of(address)} redirects more than {_MOST_REDIRECTS} times; it is not followed")

    async def _ask(self, address: httpx.URL, ask: Ask, moved_to: str | None) -> _Answer:
        method = "GET" if ask.content is None else "POST"
        headers = {"Accept": ask.accept, **_conditions(ask.validators), **self._credentials(address)}
        headers |= {} if ask.content is None else {"Content-Type": JSON}
        request = httpx.Request(method, address, headers=self._headers | headers, content=ask.content)
        response = await self._client.pass_on(request)
        try:
            body = b""
            if response.status_code == 200 or response.status_code in _EXPLAINED:
                encoding = response.headers.get("content-encoding", "").strip().lower()
                body = await read_body(response.aiter_raw(), encoding, host_of(address))
        finally:
            await response.aclose()
        return _Answer(
            url=address,
            status=response.status_code,
            headers=dict(response.headers.items()),  # each look into httpx's own takes as long as this
            body=body,
            moved_to=moved_to,
        )

    def _credentials(self, address: httpx.URL) -> dict[str, str]:
        """Give the token of an address, and of no other; a path that climbs is none of those under it."""
        for prefix, token in self._tokens.items():
            under = address.path.startswith(prefix.path) and ".." not in address.path.split("/")
            if under and origin(address) == origin(prefix):
                return {"Authorization": f"Bearer {token}"}
        return {}

    def _host(self, address: httpx.URL) -> HostState:
        return self._hosts.get(host_of(address), HostState())

    def _outcome(self, answer: _Answer, ask: Ask, now: datetime) -> Outcome:
        host, url = host_of(answer.url), str(answer.url)
        state = with_quota(self._host(answer.url), answer.headers, now)
        if asks_to_wait(answer.status, answer.headers) or is_secondary_limit(answer.status, answer.body):
            self._hosts[host] = state = paused(state, answer.headers, now, self._jitter.random())
            self._struck.add(host)
            return _waiting(answer.url, state.paused_until or now, answer.status)
        self._answered.add(host)
        if state != HostState():
            self._hosts[host] = state
        if answer.status == 200:
            return Fetched(
                body=answer.body,
                validators=_validators(answer.headers, Validators()),
                url=url,
                moved_to=answer.moved_to,
                next_url=next_page(answer.headers.get("link", ""), url),
            )
        if answer.status == 304 and _conditions(ask.validators):
            return NotModified(validators=_validators(answer.headers, ask.validators), moved_to=answer.moved_to)
        refused = answer.status == 401 and self._credentials(answer.url)
        words = NOT_ACCEPTED if refused else explain_status(answer.status, answer.body)
        return Failed(
            error=f"{host}: {answer.status}, {words}",
            status=answer.status,
            lasting=is_lasting(answer.status, answer.body),
        )


def _stamped(variable: str) -> tuple[str, float]:
    """Return a place that the environment names, and when it was last changed."""
    place = os.environ.get(variable, "")
    return place, Path(place).stat().st_mtime if place and Path(place).exists() else 0


@lru_cache(maxsize=1)
def _trusted(*_: tuple[str, float]) -> ssl.SSLContext:
    """Read what is trusted anew only where it changed: it takes 20 ms, as long as to ask for sixty feeds.

    Raises ConfigurationError.
    """
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        why = "it holds none" if isinstance(error, ssl.SSLError) else error.strerror
        named = [f"{one} names {clean_line(os.environ[one])}" for one in _CERTIFICATES if os.environ.get(one)]
        told = ": ".join(["the certificates to trust cannot be read", *named[:1], why or "they are of no use"])
        raise ConfigurationError(told) from None


class _CookielessClient(HttpxAiohttpClient):
    """A client that keeps no cookies, nor does its aiohttp session; proxies from the environment still hold."""

    async def pass_on(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return its answer unread, whatever it is.

        httpx's own `send` looks for cookies, sign-ins and redirects, too, which takes a quarter of the time of a
        request that is answered 304.
        """
        return await self._transport_for_url(request.url).handle_async_request(request)

    def _init_transport(self, *settings: Any, **named: Any) -> httpx.AsyncBaseTransport:
        return _without_cookies(super()._init_transport(*settings, **named))

    def _init_proxy_transport(self, *settings: Any, **named: Any) -> httpx.AsyncBaseTransport:
        return _without_cookies(super()._init_proxy_transport(*settings, **named))


def _without_cookies(transport: Any) -> httpx.AsyncBaseTransport:
    """Give httpx-aiohttp's transport a session whose own cookie jar stays empty, too, and that looks names up."""
    context = transport.ssl_context
    transport.client = lambda: aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=context, resolver=Names()), cookie_jar=aiohttp.DummyCookieJar()
    )
    return cast("httpx.AsyncBaseTransport", transport)


def _conditions(validators: Validators) -> dict[str, str]:
    headers = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in headers.items() if _can_be_sent(value)}


def _validators(headers: Mapping[str, str], before: Validators) -> Validators:
    etag, last_modified = headers.get("etag"), headers.get("last-modified")
    return Validators(
        etag=etag if _can_be_sent(etag) else before.etag,
        last_modified=last_modified if _can_be_sent(last_modified) else before.last_modified,
    )


def _can_be_sent(validator: str | None) -> TypeGuard[str]:
    """Say whether a validator can be sent back as it came: a header of ours holds printable ASCII only."""
    if not validator or len(validator) > _LONGEST_VALIDATOR:
        return False
    return validator.isascii() and validator.isprintable()


def _waiting(address: httpx.URL, until: datetime, status: int | None = None) -> Failed:
    error = f"{host_of(address)} asks to wait until {until.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return Failed(error=error, status=status, retry_at=until)
