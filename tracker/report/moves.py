"""What a move ended, in two lines."""

from collections.abc import Sequence

from tracker.model import Finding


def moved_text(location: str, before: Finding, after: Finding, closed: Sequence[str], left: Sequence[str]) -> str:
    """Say what a file says now, what that closed, and what is open."""
    was, now = (", ".join(one.deployed.versions) for one in (before, after))
    place = location.replace("#", " line ")
    return (
        f"{place}: {after.name} {was} is now {now}: {before.verdict.value} before, {after.verdict.value} now\n"
        f"closed: {', '.join(closed) or 'nothing'}; open: {', '.join(left) or 'nothing'}\n"
    )
