"""What keeps digests and alerts from arriving, looked at without sending any."""

import platform
from collections.abc import Iterator, Sequence
from datetime import datetime

from tracker.errors import ConfigurationError, StorageError
from tracker.model import AlertSubscription, Delivery, DeliveryState, Subscription
from tracker.pipeline.sending.deliveries import deliveries
from tracker.pipeline.sending.post import require_means
from tracker.pipeline.subscribing import subscriptions
from tracker.sending.recipient import is_service, recipient_of
from tracker.sending.server import mail_server
from tracker.sending.services import is_known_service, require_services
from tracker.sending.smtp import Mail
from tracker.settings import Settings

Remark = tuple[str, str, bool]  # the subject, what is said of it, and whether that is wrong


def sending_of(settings: Settings, now: datetime, *, files_only: bool) -> Iterator[Remark]:
    """Say who would be told and what is in the way; unless `files_only`, the mail server is tried."""
    try:
        subscribed = subscriptions(settings)
    except ConfigurationError:
        return  # the folder is not there, which is told elsewhere
    wished: Sequence[Subscription | AlertSubscription] = (*subscribed.digests, *subscribed.alerts)
    addresses = [*dict.fromkeys(address for one in wished for address in one.to)]
    if addresses:
        yield from _means(settings, addresses)
    if not files_only:
        yield from _server(settings)
        yield from _made(settings, wished, now)


def _means(settings: Settings, addresses: Sequence[str]) -> Iterator[Remark]:
    for some in ([one for one in addresses if not is_service(one)], [*filter(is_service, addresses)]):
        try:
            require_means(settings, some)
        except ConfigurationError as error:
            yield "sending", str(error), True
    try:
        require_services()
    except ConfigurationError:
        return
    for one in map(recipient_of, filter(is_service, addresses)):
        if not is_known_service(one):
            yield one.name, "is no address that Apprise understands: see the recipient's URL", True


def _server(settings: Settings) -> Iterator[Remark]:
    if settings.smtp_url is None or settings.mail_from is None:
        return
    server = mail_server(settings.smtp_url.get_secret_value())
    problem = Mail(server, settings.mail_from).try_out()
    how = "with TLS" if server.at_once or server.starttls else "without TLS"
    yield "mail", problem or f"{server.name} can be used, {how}", problem is not None


def _made(
    settings: Settings, wished: Sequence[Subscription | AlertSubscription], now: datetime
) -> Iterator[Remark]:
    try:
        made = deliveries(settings, now)
    except StorageError:
        return  # told of the database itself
    lost = [one for one in made if one.state in {DeliveryState.FAILED, DeliveryState.UNKNOWN}]
    if lost:
        text = f"{len(lost)} messages of the last week did not arrive for certain: `tracker deliveries` lists them"
        yield "deliveries", text, True
    if wished and settings.database_url.startswith("sqlite"):
        yield from _hosts(made)


def _hosts(made: Sequence[Delivery]) -> Iterator[Remark]:
    """A file is one host's: two would each send what they find in their own, or spoil the one they share."""
    others = sorted({one.host for one in made if one.host} - {platform.node()})
    shared = "let one host alone run tracker, or name one PostgreSQL for all in TRACKER_DATABASE_URL"
    if others:
        yield "deliveries", f"{', '.join(others)} sent messages from this SQLite file too: {shared}", True
    else:
        yield "deliveries", f"other hosts do not know what this one's SQLite file says was sent: {shared}", False
