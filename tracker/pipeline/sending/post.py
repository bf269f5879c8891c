"""Handing over what is in the outbox, each message by one process at a time."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from threading import Event

from tracker.advice.schedule import after_try
from tracker.errors import ConfigurationError, LeaseLost, StorageError
from tracker.model import Delivery, DeliveryState, Ending
from tracker.pipeline.polling.leases import has_died, new_owner
from tracker.sending.recipient import Recipient, is_service, recipient_of
from tracker.sending.server import mail_server
from tracker.sending.services import require_services, send_to_service
from tracker.sending.smtp import Mail
from tracker.settings import Settings
from tracker.store import Attempt, Outbox

# Longer than one try may take; who is frozen for longer has lost what it held.
_LEASE = timedelta(minutes=5)

Now = Callable[[], datetime]


def require_means(settings: Settings, recipients: Iterable[str]) -> None:
    """Raise ConfigurationError where some recipients could not be sent anything, whatever happens."""
    kinds = {is_service(one) for one in recipients}
    if False in kinds and settings.smtp_url is None:
        how = "set TRACKER_SMTP_URL to smtp://HOST:587, with USER:PASSWORD@ before HOST where it asks for them"
        raise ConfigurationError(f"no mail server is named: {how}")
    if False in kinds and settings.mail_from is None:
        raise ConfigurationError("nobody is named as the sender: set TRACKER_MAIL_FROM to an address of yours")
    if True in kinds:
        require_services()


class Post:
    """What hands messages over; `addresses` are those of services, which the outbox knows by name alone."""

    def __init__(self, settings: Settings, outbox: Outbox, addresses: Iterable[str], now: Now) -> None:
        self._settings = settings
        self._outbox = outbox
        self._services = _by_name(addresses)
        self._now = now
        self._mail: Mail | None = None

    def send_due(
        self, stop: Event | None = None, only: Collection[int] | None = None
    ) -> Iterator[tuple[Delivery, Ending]]:
        """Try what is due, one message after the other until `stop` is set, and tell how each try ended."""
        if not self._outbox.waiting(self._now()):
            return
        owner = new_owner()
        died = [one for one in self._outbox.senders() if has_died(one)]
        try:
            while not (stop and stop.is_set()):
                now = self._now()
                attempt = self._outbox.begin(owner, now, now + _LEASE, died=died, only=only)
                if attempt is None:
                    break
                with suppress(LeaseLost):
                    yield attempt.delivery, self._try(attempt)
        finally:
            self._leave()

    def send_now(self, recipient: Recipient, subject: str, body: bytes) -> Ending:
        """Hand over a message that is in no outbox."""
        try:
            return self._hand_over(recipient, subject, body, lambda: True)
        finally:
            self._leave()

    def _try(self, attempt: Attempt) -> Ending:
        mine = attempt.delivery
        try:
            ending = self._attempted(attempt)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours with one message must not hold up the others
            fault = f"{type(error).__name__} (a fault of tracker itself, please report it)"
            ending = Ending(state=DeliveryState.UNKNOWN, error=fault)
        ended, due_at = after_try(ending, mine.attempts, self._now())
        self._outbox.end(attempt, ended, due_at)
        if ending.everyone and due_at is not None:
            self._put_off(ending, due_at)
        return ended

    def _attempted(self, attempt: Attempt) -> Ending:
        name = attempt.delivery.recipient
        recipient = self._recipient(name)
        if recipient is None:
            return Ending(state=DeliveryState.FAILED, error=f"no file names {name} any more")
        still_mine = partial(self._is_mine, attempt)
        return self._hand_over(recipient, attempt.delivery.subject, attempt.body, still_mine)

    def _is_mine(self, attempt: Attempt) -> bool:
        return self._outbox.holds(attempt, self._now())

    def _put_off(self, ending: Ending, due_at: datetime) -> None:
        now = self._now()
        mailboxes = [one for one in self._outbox.waiting(now) if not is_service(one)]
        self._outbox.put_off(mailboxes, ending.error or "", now, due_at)

    def _hand_over(
        self, recipient: Recipient, subject: str, body: bytes, still_mine: Callable[[], bool]
    ) -> Ending:
        try:
            require_means(self._settings, [recipient.address])
        except ConfigurationError as error:
            return Ending(state=DeliveryState.DEFERRED, error=str(error), everyone=not recipient.is_service)
        if recipient.is_service:
            return send_to_service(recipient, subject, body.decode())
        return self._session().send(recipient.address, body, still_mine)

    def _session(self) -> Mail:
        settings = self._settings
        if self._mail is None and settings.smtp_url is not None and settings.mail_from is not None:
            self._mail = Mail(mail_server(settings.smtp_url.get_secret_value()), settings.mail_from)
        if self._mail is None:
            raise ConfigurationError("no mail server is named: set TRACKER_SMTP_URL and TRACKER_MAIL_FROM")
        return self._mail

    def _leave(self) -> None:
        if self._mail is not None:
            self._mail.close()
            self._mail = None

    def _recipient(self, name: str) -> Recipient | None:
        if not is_service(name):
            return Recipient(name=name, address=name)
        return self._services.get(name)


def _by_name(addresses: Iterable[str]) -> Mapping[str, Recipient]:
    return {one.name: one for one in map(recipient_of, addresses)}
