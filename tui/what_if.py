"""What would become of an environment by other versions or another policy; nothing of it is stored."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from tracker.model import Difference, WhatIf
from tracker.report.what_if import what_if_markdown
from tracker.text import clean_line
from tui.acts import advised
from tui.copying_screen import CopyingScreen
from tui.crumbs import Crumbs
from tui.keymap import key_of
from tui.line import Line, line
from tui.listing import Listed, ListingScreen
from tui.place import Place
from tui.prompt import Asked, Prompt
from tui.source import FindingsSource
from tui.what_if_lines import (
    WHAT_IF_COLUMNS,
    difference_lines,
    what_if_about,
    what_if_counts,
    what_if_remark,
    what_if_row,
)


class _Supposed(Listed[Difference]):
    """A list with the whole answer it was made of."""

    answer: WhatIf


class WhatIfScreen(CopyingScreen, ListingScreen[Difference]):
    """A copy of an environment: versions and the policy are changed on it, and findings come and go."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "version", "Version", id="suppose.version", show=False, tooltip="Suppose another version"),
        Binding("A", "advised", "As advised", id="suppose.advised", tooltip="Suppose all moves that are advised"),
        Binding("p", "policy", "Policy", id="suppose.policy", tooltip="Suppose another policy"),
        Binding("x", "forget", "Take back", id="suppose.forget", tooltip="Take back what is supposed of the row"),
        Binding("X", "forget_all", "Take all back", id="suppose.nothing", show=False, tooltip="Suppose nothing"),
        Binding("y", "copy", "Copy", id="go.copy", show=False, tooltip="Copy all that would change as Markdown"),
    ]
    says: ClassVar[Mapping[str, tuple[str, str]]] = {"go.open": ("Suppose", "Suppose another version")}
    reading = "Judging the environment as it is and as it would be ..."
    filtered_out = "No entry matches the filter."

    def __init__(
        self, source: FindingsSource, now: Callable[[], datetime], environment: str, name: str | None = None
    ) -> None:
        super().__init__(source, now, WHAT_IF_COLUMNS)
        self.environment = environment
        self._versions: Mapping[str, str] = {}
        self._policy = ""
        self._answer: WhatIf | None = None
        if name is not None:
            self.table.seek(name)

    @property
    def place(self) -> Place:
        """What is supposed of this environment."""
        return Place("what-if", self.environment)

    def step(self, chosen: Crumbs.Chosen) -> Place | None:
        """The environment is a place of its own, wherever the reader came from."""
        above = chosen.behind - self.whole_page
        return Place("environment", self.environment) if above == 1 else super().step(chosen)

    @property
    def path(self) -> tuple[str, ...]:
        """Where this list stands."""
        return (self.environment, "What-if")

    @property
    def environment_in_view(self) -> str | None:
        """The environment of which it is a copy."""
        return self.environment

    def make_list(self) -> Listed[Difference]:
        """Ask what would become of the environment and make the rows."""
        answer = self.source.what_if(self.environment, self._versions, self._policy)
        return _Supposed(
            answer=answer,
            rows=tuple(what_if_row(one, answer.versions) for one in answer.differences),
            items={one.before.name: one for one in answer.differences},
            counts=what_if_counts(answer),
            about=what_if_about(answer),
            remark=what_if_remark(answer),
            hint=self._hint(answer),
            empty=(line("Nothing is deployed here: name it under `deployed` in the environment's file."),),
        )

    def _hint(self, answer: WhatIf) -> str:
        """Say how to begin."""
        if answer.versions or answer.policy:
            return ""
        version, policy = key_of(self, "go.open"), key_of(self, "suppose.policy")
        return f"{version} supposes another version, {policy} another policy."

    def take(self, answer: Listed[Difference]) -> None:
        """Keep the whole answer, too."""
        self._answer = answer.answer if isinstance(answer, _Supposed) else None
        super().take(answer)

    def name_of(self, item: Difference) -> str:
        """Name an entry."""
        return item.before.name

    def page(self, item: Difference) -> tuple[Line, ...]:
        """Write what would become of an entry."""
        return difference_lines(item, self._answer, self.now()) if self._answer else ()

    def open_row(self) -> None:
        """Ask for another version."""
        self.action_version()

    def action_version(self) -> None:
        """Ask for another version of the entry under the cursor."""
        if self.item is None:
            self.refuse(self.why_empty)
            return
        name, running = self.item.before.name, self.item.before.deployed.version
        suggested = self._versions.get(name) or advised(self.item.before)
        about = f"{running} is deployed; an empty line supposes that again."
        prompt = Prompt(f"Suppose another version of {name}", about, [Asked(word="Version", value=suggested)])
        self.app.push_screen(prompt, partial(self._suppose, name))

    def _suppose(self, name: str, typed: tuple[str, ...] | None) -> None:
        if typed is not None:
            others = {key: version for key, version in self._versions.items() if key != name}
            self._judge({**others, name: typed[0]} if typed[0] else others, self._policy)

    def action_policy(self) -> None:
        """Ask for another policy."""
        about = (
            "A policy by its name, or settings with semicolons between: sla.high: 7d; track: lts. Empty: as it is."
        )
        asked = Asked(word="Policy", value=self._policy, hint="sla.high: 7d; track: newest")
        self.app.push_screen(Prompt("Suppose another policy", about, [asked]), self._suppose_policy)

    def _suppose_policy(self, typed: tuple[str, ...] | None) -> None:
        if typed is not None:
            self._judge(self._versions, typed[0])

    def action_advised(self) -> None:
        """Suppose that every entry is moved to where its finding advises."""
        before = self._answer.before.findings if self._answer else ()
        moves = {one.name: version for one in before if (version := advised(one))}
        if moves:
            self._judge({**self._versions, **moves}, self._policy)
        elif self._answer:
            self.flash("No move is advised.")
        else:
            self.say_not_now(self.why_empty)

    def action_forget(self) -> None:
        """Take back the version supposed of the entry under the cursor."""
        name = self.table.key
        if name is not None and name in self._versions:
            self._suppose(name, ("",))
        elif name:
            self.flash("No version of it is supposed.")
        else:
            self.say_not_now(self.why_empty)

    def action_forget_all(self) -> None:
        """Suppose nothing any more."""
        self._judge({}, "")

    def _judge(self, versions: Mapping[str, str], policy: str) -> None:
        self._versions, self._policy = versions, policy
        self.forget_news()
        self.read_list()

    def action_copy(self) -> None:
        """Copy what would change as Markdown."""
        if self._answer is None:
            self.flash("There is nothing to copy yet.")
        else:
            self.copy(partial(what_if_markdown, self._answer), clean_line(self.environment))
