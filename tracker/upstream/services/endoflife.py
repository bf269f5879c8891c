"""endoflife.date: how long the release lines of a product are supported."""

from urllib.parse import quote

from tracker.errors import BadAnswer
from tracker.model import SupportFacts
from tracker.product import read_product


def product_url(base: str, product: str) -> str:
    """Where the API, version 1, speaks of a product (https://endoflife.date/docs/api/v1/)."""
    return f"{base}/products/{quote(product, safe='')}"


def read_support(body: bytes, product: str) -> SupportFacts:
    """Read the support of the product that was asked about, as of the answer's day; raises BadAnswer."""
    answer = read_product(body)
    if product not in answer.names:
        raise BadAnswer(f"answered about {answer.names[0]}")
    return answer.support
