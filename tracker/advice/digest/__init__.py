"""What a digest tells of environments, and in which words to whom."""

from tracker.advice.digest.draft import Draft
from tracker.advice.digest.news import news_of

__all__ = ["Draft", "news_of"]
