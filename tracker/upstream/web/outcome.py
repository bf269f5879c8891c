"""What became of one request for a feed."""

from datetime import datetime

from tracker.model import Validators
from tracker.record import Record


class Fetched(Record):
    """A complete answer, decompressed; store `validators` only together with what the body says.

    `url` is where the body came from, `moved_to` the address that permanent redirects (301, 308) led to,
    `next_url` the next page of a listing.
    """

    body: bytes
    validators: Validators
    url: str
    moved_to: str | None = None
    next_url: str | None = None


class NotModified(Record):
    """The feed is as it was; `validators` are those to ask with the next time."""

    validators: Validators
    moved_to: str | None = None


class Failed(Record):
    """Nothing was read: one sentence that names the host and the reason.

    `status` is that of the answer, None where there was none. `retry_at` is set where the host asked to wait.
    `lasting` says that the server means it to stay so: the repository is gone or blocked.
    """

    error: str
    status: int | None = None
    retry_at: datetime | None = None
    lasting: bool = False


Outcome = Fetched | NotModified | Failed
