"""Servers on 127.0.0.1 that behave as those of the internet do, and that fail on demand."""

from loopback.github import GitHub
from loopback.repository import Repository
from loopback.server import Answer, Delivery, Request, Server

__all__ = ["Answer", "Delivery", "GitHub", "Repository", "Request", "Server"]
