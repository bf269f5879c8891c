"""Opening the page of a release in the reader's browser."""

import webbrowser
from dataclasses import dataclass
from urllib.parse import urlsplit

from textual.message import Message

from tracker.text import is_clean_name


@dataclass
class PageWanted(Message):
    """A reader wants to see a page."""

    url: str


@dataclass
class PageTried(Message):
    """A browser was asked to open a page, and took it or not."""

    url: str
    opened: bool

    @property
    def text(self) -> str:
        """What happened, for the reader."""
        return f"Opened {self.url}" if self.opened else f"No browser could be started for {self.url}"


def web_address(url: str | None) -> str | None:
    """Return an address that may be opened: http or https with a host, short and clean; else None."""
    if url is None or not is_clean_name(url) or " " in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def open_page(url: str) -> bool:
    """Open a page and say whether a browser took it; one that would draw over this terminal is not started."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    return type(browser) is not webbrowser.GenericBrowser and browser.open(url)
