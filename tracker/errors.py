"""The errors a caller can tell apart.

TrackerError                 anything said to a person in one sentence; the command ends with exit code 2
├── ConfigurationError       a setting, a watchlist or a catalog file says something wrong
├── Refused                  what was asked for does not fit what is known
├── StorageError             the database cannot be opened, read or written
│   └── NotWritable          it can only be read: what is stored still holds
├── FetchError               one address could not be read; the rest goes on
├── NotAFeed                 bytes that were served as a feed and are none, or cost too much to read
├── BadAnswer                an API answered with something else than it documents
├── LeaseLost                another process has taken over the reading of a feed
└── UnreadableVersion        a text that is no version under its scheme (also a ValueError)
"""


class TrackerError(Exception):
    """Something a person can act on; the message is one sentence without a traceback."""


class ConfigurationError(TrackerError):
    """A setting or file is wrong; the message names the file, line and key, and what would be right."""


class Refused(TrackerError):
    """What was asked for does not fit what is known; nothing was done, and the message says what would fit."""


class StorageError(TrackerError):
    """The database is unusable; the message names it and what to do."""


class NotWritable(StorageError):
    """The database keeps nothing, for want of a right or of room; what is stored in it can be read."""


class FetchError(TrackerError):
    """One address could not be read; the message names the host and the reason."""


class NotAFeed(TrackerError):
    """The bytes are no Atom or RSS document, or one that costs too much to read; the message says which."""


class BadAnswer(TrackerError):
    """An API answered with something else than it documents; the message names the host and the subject."""


class LeaseLost(TrackerError):
    """Another process has taken over the reading of a feed; nothing was written."""


class UnreadableVersion(TrackerError, ValueError):
    """The text is not a version under the scheme; the message says which text and which scheme."""
