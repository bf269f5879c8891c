"""What can go wrong with an answer: each fault turns the right one into a bad one."""

from collections.abc import Callable
from dataclasses import dataclass

from loopback.server import Answer, Delivery
from tracker.record import replace

Fault = Callable[[Answer], Answer]


@dataclass(slots=True)
class _Scripted:
    fault: Fault
    prefix: str
    times: int | None


class Faults:
    """What is to go wrong at a server, and where."""

    def __init__(self) -> None:
        self._scripted: list[_Scripted] = []

    def add(self, fault: Fault, prefix: str, times: int | None) -> None:
        """Spoil the answers at paths with a prefix; with `times` only so many."""
        self._scripted.append(_Scripted(fault, prefix, times))

    def clear(self) -> None:
        """Let all be well."""
        self._scripted.clear()

    def spoil(self, path: str, answer: Answer) -> Answer:
        """Give the answer at a path as the first fault that applies leaves it."""
        for one in self._scripted:
            if one.times != 0 and path.startswith(one.prefix):
                one.times = None if one.times is None else one.times - 1
                return one.fault(answer)
        return answer


def status(code: int, **headers: str) -> Fault:
    """Answer with a status and headers, underscores in their names standing for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Answer(status=code, headers=named)


def too_many_requests(retry_after: str | None = None) -> Fault:
    """Answer 429, with Retry-After where one is given."""
    return status(429) if retry_after is None else status(429, retry_after=retry_after)


def redirect(to: str, code: int = 302) -> Fault:
    """Lead to another address; its own path makes a loop."""
    return status(code, location=to)


def body(content: bytes, content_type: str = "application/atom+xml; charset=utf-8", **headers: str) -> Fault:
    """Answer 200 with some bytes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Answer(headers={"Content-Type": content_type, **named}, body=content)


def html_page(title: str) -> Fault:
    """Answer 200 with a page for people, as sign-in and outage pages do."""
    page = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body>Hello</body></html>"
    return body(page.encode(), "text/html; charset=utf-8")


def delivered(delivery: Delivery) -> Fault:
    """Give the right answer badly."""
    return lambda answer: replace(answer, delivery=delivery)


def raw(content: bytes) -> Fault:
    """Send some bytes as they are, status line and all, and close the connection."""
    return lambda _: Answer(body=content, delivery=Delivery.RAW)
