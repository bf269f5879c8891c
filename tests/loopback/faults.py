"""What can go wrong with an answer: each fault turns the right one into a bad one."""

from collections.abc import Callable
from dataclasses import replace

from loopback.server import Answer, Delivery

Fault = Callable[[Answer], Answer]


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
