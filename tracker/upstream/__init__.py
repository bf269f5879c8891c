"""What was released: feeds are fetched, then parsed into releases; nothing here is judged.

`Client` is imported from `tracker.upstream.web.client` and `read_page` from `tracker.upstream.forges.page`, where
they are used: both bring heavy libraries that most commands never need.
"""

from tracker.upstream.forges import locate
from tracker.upstream.forges.servers import Servers
from tracker.upstream.web.outcome import Failed, Fetched, NotModified, Outcome

__all__ = ["Failed", "Fetched", "NotModified", "Outcome", "Servers", "locate"]
