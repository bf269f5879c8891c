"""Taking back what was done about some entries, of one or of several environments, and doing it again.

The log of decisions is only ever added to, so what is taken back stays in it: a decision is reopened, and what was
reopened is decided anew, by whom and when that was done.
"""

from collections.abc import Sequence
from uuid import uuid4

from tracker.errors import Refused
from tracker.model import Decision, Finding, Reopening
from tracker.pipeline.deciding import Said
from tracker.pipeline.moving import move
from tracker.pipeline.watching import watch_one
from tracker.record import Record, replace
from tracker.settings import Settings
from tracker.store import Store
from tracker.text import clean_line


class Deed(Record):
    """What was done: decisions made, decisions ended, or an entry of an environment moved from and to versions."""

    environment: str = ""
    made: tuple[Decision, ...] = ()
    ended: tuple[Decision, ...] = ()
    moved: tuple[Finding, Finding] | None = None

    @property
    def environments(self) -> tuple[str, ...]:
        """Where it was done, but for decisions that hold more widely than in one environment."""
        places = {one.scope.environment for one in (*self.made, *self.ended)} | {self.environment}
        return tuple(sorted(place for place in places if place))


def reverse(settings: Settings, deed: Deed, said: Said) -> Deed:
    """Take back what was done, and return that as the deed whose reverse does it again.

    Raises Refused where others have changed the same meanwhile, or what is to hold again would end at once;
    ConfigurationError, StorageError.
    """
    if deed.moved is not None:
        return replace(deed, moved=_moved_back(settings, deed.environment, *deed.moved, said))
    with Store.open(settings.database_url) as store:
        _refuse_what_is_over(store, deed.made)
        remade = tuple(_made_again(one, said) for one in deed.ended)
        store.decide([*_taken_back(deed.made, said), *remade])
    return replace(deed, made=remade, ended=deed.made)


def _moved_back(
    settings: Settings, environment: str, before: Finding, after: Finding, said: Said
) -> tuple[Finding, Finding]:
    entries = watch_one(settings, environment).entries
    versions = [one.deployment.versions for one in entries if one.deployment.name == after.name]
    if versions != [after.deployed.versions]:
        raise Refused(f"{clean_line(after.name)} was changed meanwhile: its version stays as its file has it")
    moved = move(settings, environment, after.name, before.deployed.versions, said.now)
    return moved.before, moved.after


def _refuse_what_is_over(store: Store, made: Sequence[Decision]) -> None:
    left = {one.id for one in store.decisions()}
    if not left.issuperset(one.id for one in made):
        raise Refused("somebody has reopened it meanwhile: there is nothing to undo")


def _taken_back(made: Sequence[Decision], said: Said) -> Sequence[Reopening]:
    if not made:
        return ()
    decisions = tuple(one.id for one in made)
    return [Reopening(id=str(uuid4()), at=said.now, by=said.by, reason=said.reason, decisions=decisions)]


def _made_again(ended: Decision, said: Said) -> Decision:
    if ended.until is not None and ended.until <= said.now:
        raise Refused(f"{ended.until.date()} has come, on which it ends: decide anew")
    return replace(ended, id=str(uuid4()), at=said.now, by=said.by)
