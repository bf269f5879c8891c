"""Who is told of what and when."""

from tracker.deployed.folder import Folder
from tracker.deployed.subscriptions import Subscribed, read_subscriptions
from tracker.settings import Settings

__all__ = ["Subscribed", "subscriptions"]


def subscriptions(settings: Settings) -> Subscribed:
    """Read who wishes to be told of what and when; raises ConfigurationError where there is no folder."""
    return read_subscriptions(Folder(settings.watchlists))
