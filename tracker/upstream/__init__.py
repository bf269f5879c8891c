"""What was released: feeds are fetched, then parsed into releases; nothing here is judged.

`Client` is imported from `tracker.upstream.web.client` and `parse_feed` from `tracker.upstream.feeds.parse`,
where they are used: both bring heavy libraries that most commands never need.
"""

from tracker.upstream.forges.github import feed_url
from tracker.upstream.web.outcome import Failed, Fetched, NotModified, Outcome

__all__ = ["Failed", "Fetched", "NotModified", "Outcome", "feed_url"]
