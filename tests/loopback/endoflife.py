"""A server that behaves as the API of endoflife.date does."""

from typing import Any

from loopback.server import Request
from loopback.service import Service

_LINE = {
    "isLts": False,
    "ltsFrom": None,
    "isEol": False,
    "eolFrom": None,
    "isMaintained": True,
    "latest": None,
    "custom": None,
}


def product(name: str, *lines: dict[str, Any], generated_at: str = "2026-11-19T00:00:00+00:00") -> dict[str, Any]:
    """What the API says of a product; a line needs its name, and tells what is not usual about it."""
    releases = [{**_LINE, "releaseDate": "2026-01-01", **line} for line in lines]
    result = {"name": name, "label": name, "aliases": [], "releases": releases}
    return {"schema_version": "1.2.1", "generated_at": generated_at, "result": result}


class Endoflife(Service):
    """`url` is what stands for https://endoflife.date/api/v1; `products` holds the answer by product."""

    def __init__(self) -> None:
        self.products: dict[str, Any] = {}
        super().__init__()

    def product(self, name: str, *lines: dict[str, Any], **more: str) -> None:
        """Say something of a product, as `product` does."""
        self.products[name] = product(name, *lines, **more)

    def known(self, request: Request) -> object | None:
        """Give the answer about a product."""
        return self.products.get(request.path.removeprefix("/products/"))
