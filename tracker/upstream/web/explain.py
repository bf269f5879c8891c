"""Why a request failed, in words for people; the texts of servers and libraries are not repeated."""

import json
import socket
import ssl

import aiohttp
import httpx

from tracker.text import clean_line

_MOST_EXPLANATION = 10_000
_STATUSES = {
    304: "although nothing is known here that could be unchanged",
    401: "a sign-in is asked for",
    403: "reading is refused",
    404: "it is deleted, private or mistyped",
    410: "it is gone for good",
    451: "it is blocked for legal reasons",
}
NOT_ACCEPTED = "the token is not accepted: see TRACKER_GITHUB_TOKEN"

# The first that fits counts, so the narrower stand before the wider.
_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (socket.gaierror, "cannot be reached: its name is not known"),
    (ssl.SSLCertVerificationError, "cannot be trusted: its certificate is not valid"),
    (ssl.SSLError, "cannot be reached: TLS failed"),
    (httpx.ProxyError, "cannot be reached: the proxy did not let the request through"),
    (aiohttp.ClientProxyConnectionError, "cannot be reached: the proxy that the environment names is not there"),
    (ConnectionRefusedError, "cannot be reached: connection refused"),
    (aiohttp.ClientPayloadError, "sent an answer that was cut off"),
    (aiohttp.ServerDisconnectedError, "closed the connection without an answer"),
    (ConnectionResetError, "closed the connection without an answer"),
    (aiohttp.ClientResponseError, "sent an answer that is not HTTP"),
    # httpx looks at where a redirect leads before it hands the answer over.
    (httpx.RemoteProtocolError, "redirects to no web address"),
    (httpx.InvalidURL, "redirects to no web address"),
    (OSError, "cannot be reached: the network gives no way to it"),
)


def explain_status(status: int, body: bytes = b"") -> str:
    """Say what an HTTP status means for what was asked."""
    block = _block_reason(body) if status in {403, 451} else None
    if block:
        return f"the forge has blocked it ({block})"
    if status >= 500:
        return "the server has a fault"
    return _STATUSES.get(status, "this is no answer that can be read")


def is_lasting(status: int, body: bytes) -> bool:
    """Say whether an answer means that asking again is of no use: gone, or blocked by the forge.

    A blocked repository is named in the body of GitHub's API
    (https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api).
    """
    return status in {410, 451} or (status == 403 and _block_reason(body) is not None)


def is_secondary_limit(status: int, body: bytes) -> bool:
    """Say whether a refusal is GitHub's limit on requests in a short time, which its message alone tells."""
    return status == 403 and b"secondary rate limit" in body[:_MOST_EXPLANATION].lower()


def _block_reason(body: bytes) -> str | None:
    try:
        return clean_line(str(json.loads(body[:_MOST_EXPLANATION])["block"]["reason"]), 40)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def explain(error: Exception) -> str:
    """Say what went wrong on the way to a server, to follow its name.

    The causes are looked at, too: httpx-aiohttp 0.2 calls a refused connection and a server that hangs up a
    timeout.
    """
    chain = _chain(error)
    for kind, words in _REASONS:
        if any(isinstance(one, kind) for one in chain):
            return words
    return f"could not be read ({type(error).__name__})"


def _chain(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain
