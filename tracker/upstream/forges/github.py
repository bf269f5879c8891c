"""Where GitHub, and a server of its kind, keeps the release feed of a repository."""

from tracker.errors import ConfigurationError
from tracker.text import clean_line, is_repository


def feed_url(forge_url: str, path: str) -> str:
    """Return the URL of the release feed of OWNER/REPO; raises ConfigurationError for any other path."""
    if not is_repository(path):
        raise ConfigurationError(
            f"'{clean_line(path, 100)}' is no repository; write it as OWNER/REPO, such as apache/kafka"
        )
    return f"{forge_url.rstrip('/')}/{path}/releases.atom"
