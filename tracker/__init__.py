"""Release tracker and upgrade advisor."""

__version__ = "0.1.0"
