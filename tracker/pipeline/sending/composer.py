"""A digest of what is known, as it is shown by `tracker digest`."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

from tracker.deployed.folder import Folder
from tracker.model import Letter, Span, Subscription
from tracker.pipeline.judging import Instant, ReadNow, judge_all
from tracker.pipeline.watching import open_catalog, watch
from tracker.report.markdown import digest_markdown
from tracker.settings import Settings
from tracker.store import Store


def compose_letters(
    settings: Settings, wanted: Sequence[tuple[Subscription, Span]], now: datetime
) -> Iterator[Letter | None]:
    """Write the digests of some subscriptions, each for its span, in their order; raises TrackerError."""
    for subscription, span in wanted:
        yield _letter(settings, subscription, span, now)


def _letter(settings: Settings, subscription: Subscription, span: Span, now: datetime) -> Letter:
    folder, catalog = Folder(settings.watchlists), open_catalog(settings)
    watched = [watch(settings, folder, catalog, name) for name in subscription.environments]
    with Store.open(settings.database_url) as store:
        checks = [*judge_all(store, watched, ReadNow(), Instant(at=now))]
    text = digest_markdown(checks, span.day)
    return Letter(subject=f"Digest of {span.day}", markdown=text, text=text, html=f"<pre>{escape(text)}</pre>")
