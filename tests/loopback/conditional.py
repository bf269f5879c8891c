"""Answering only who does not have a document yet, and compressed where that is understood."""

import gzip

from loopback.server import Answer, Request
from tracker.record import replace


def conditional(request: Request, answer: Answer) -> Answer:
    """Answer 304 to who has the document already, and compress for who takes gzip."""
    etag = answer.headers.get("ETag")
    if etag is not None and answer.status == 200 and request.headers.get("if-none-match") == etag:
        return Answer(status=304, headers={"ETag": etag})
    if not answer.body or "gzip" not in request.headers.get("accept-encoding", ""):
        return answer
    headers = {**answer.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return replace(answer, headers=headers, body=gzip.compress(answer.body, mtime=0))
