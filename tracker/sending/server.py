"""Which mail server messages are handed to."""

from urllib.parse import parse_qs, unquote, urlsplit

from tracker.record import Record

_FORM = "is no address of a mail server: use smtp://USER:PASSWORD@HOST:587 or smtps://…:465"


class MailServer(Record):
    """A mail server by its URL; `encrypted` at once, or after STARTTLS, or not at all."""

    host: str
    port: int
    at_once: bool
    starttls: bool
    user: str | None
    password: str | None

    @property
    def name(self) -> str:
        """What may be shown of it."""
        return f"{self.host}:{self.port}"


def mail_server(url: str) -> MailServer:
    """Read smtp://USER:PASSWORD@HOST:PORT, with ?tls=none where nothing is to be encrypted, or smtps://….

    Raises ValueError, which does not repeat the URL.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(_FORM) from None
    query = parse_qs(parts.query, keep_blank_values=True)
    at_once = parts.scheme == "smtps"
    if (
        parts.scheme not in {"smtp", "smtps"}
        or not parts.hostname
        or parts.path not in {"", "/"}
        or parts.fragment
    ):
        raise ValueError(_FORM)
    if query not in ({}, {"tls": ["none"]}) or (query and at_once):
        raise ValueError("the only option of an SMTP URL is ?tls=none, for smtp:// alone")
    if parts.username and parts.password is None:
        raise ValueError("the SMTP URL names a user without a password: write smtp://USER:PASSWORD@HOST")
    return MailServer(
        host=parts.hostname,
        port=port or (465 if at_once else 587),
        at_once=at_once,
        starttls=not at_once and not query,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )
