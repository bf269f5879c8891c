"""Handing messages to services: Slack, Teams, Matrix, webhooks and all else that Apprise speaks to."""

import logging

from tracker.errors import ConfigurationError
from tracker.model import DeliveryState, Ending
from tracker.sending.recipient import Recipient


def require_services() -> None:
    """Raise ConfigurationError where Apprise is not installed."""
    try:
        import apprise  # noqa: F401
    except ImportError:
        raise ConfigurationError(
            "messages to services need Apprise, which is not installed: pip install 'release-tracker[notify]'"
        ) from None


def is_known_service(recipient: Recipient) -> bool:
    """Say whether Apprise can make something of a URL."""
    import apprise

    _be_silent()
    return apprise.Apprise().add(recipient.address)


def send_to_service(recipient: Recipient, subject: str, markdown: str) -> Ending:
    """Hand one message to a service. How it went is all that Apprise tells; its log would repeat the URL."""
    require_services()
    import apprise

    _be_silent()
    service = apprise.Apprise()
    try:
        if not service.add(recipient.address):
            error = f"{recipient.name} is no address that Apprise understands: see the recipient's URL"
            return Ending(state=DeliveryState.FAILED, error=error)
        taken = service.notify(body=markdown, title=subject, body_format=apprise.NotifyFormat.MARKDOWN)
    except Exception as error:  # noqa: BLE001 - any of a hundred services; what they raise may repeat the URL
        return Ending(state=DeliveryState.DEFERRED, error=f"{recipient.name}: {type(error).__name__}")
    if taken:
        return Ending(state=DeliveryState.SENT)
    return Ending(state=DeliveryState.DEFERRED, error=f"{recipient.name} did not take it")


def _be_silent() -> None:
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
