"""What changes for an environment that moves from one version of a component to another."""

from collections.abc import Sequence

from tracker.advice import KnownRelease, Outlook
from tracker.advice.changes import changes_on_the_way
from tracker.model import ChangesOnTheWay, ReleaseNotes
from tracker.store import Store
from tracker.versions import Version


def changes_between(
    store: Store | None, feed: str, outlook: Outlook, deployed: Version, target: Version
) -> ChangesOnTheWay:
    """Collect what the notes say of all releases above the deployed version and up to the target.

    `feed` is the address the component's releases are read from; without a store no notes are known. Raises
    StorageError.
    """
    passed = _passed(outlook, deployed, target)
    notes = store.notes_of(feed, (one.tag for one in passed)) if store else {}
    return changes_on_the_way(
        ReleaseNotes(version=one.version.text, tag=one.tag, url=one.url, notes=notes.get(one.tag))
        for one in passed
    )


def _passed(outlook: Outlook, deployed: Version, target: Version) -> Sequence[KnownRelease]:
    """List the stable releases on the way, and the target itself whether it is stable or not."""
    above = (one.release for one in outlook.above(deployed, prereleases=True))
    return [one for one in above if one.version == target or (one.stable and one.version < target)]
