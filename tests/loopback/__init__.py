"""Servers on 127.0.0.1 that behave as those of the internet do, and that fail on demand."""

from loopback.endoflife import Endoflife
from loopback.gitea import Gitea
from loopback.github import GitHub
from loopback.gitlab import GitLab
from loopback.kev import Kev
from loopback.osv import Osv
from loopback.repository import Repository
from loopback.server import Answer, Delivery, Request, Server

__all__ = [
    "Answer",
    "Delivery",
    "Endoflife",
    "GitHub",
    "GitLab",
    "Gitea",
    "Kev",
    "Osv",
    "Repository",
    "Request",
    "Server",
]
