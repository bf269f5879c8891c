"""What became of every release above a deployed version."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tracker.advice.assessment import Assessment, assess, candidates_of
from tracker.advice.candidates import Candidate, Passed
from tracker.advice.history import KnownRelease
from tracker.advice.question import Question
from tracker.advice.support import Standing
from tracker.advice.targets import Choice
from tracker.model import Code, Considered, Targets
from tracker.versions import Version

_TARGETS = ("fix_minimum", "line", "recommended", "newest")


def trace(question: Question, targets: Targets) -> tuple[Considered, ...]:
    """List every release above the deployed version with the rule that kept or dropped it, ascending.

    `targets` are those of the finding. There is none where the version cannot be judged or is above all of them.
    """
    assessed = assess(question)
    version, standing, choice = assessed.version, assessed.standing, assessed.choice
    if version is None or standing is None or choice is None:
        return ()
    return tuple(_Tracer(question, assessed, version, standing, choice).trace(targets))


def reading_of(question: Question) -> str:
    """Say in a sentence how the deployed text was read, and by which rule."""
    assessed, rule = assess(question), question.component.rule_location
    text, read = assessed.text, assessed.read
    if question.history.rule is None:
        return f"'{text}' is not read, since no release is known by which to read it"
    by = f"the rule of {rule.replace('#', ' line ')}" if rule else "what all tags have in common"
    if read is None:
        return f"'{text}' cannot be read as a version by {by}"
    left_out = f" without {' and '.join(map(repr, read.dropped))}" if read.dropped else ""
    build = ", a distributor's build" if read.distributor else ""
    line = f", on line {question.outlook.line_of(read.version)}" if assessed.version is not None else ""
    named = ", which names a line and no release" if assessed.patch_unknown else ""
    return f"'{text}' is read as {read.version.text}{left_out}{build}{line}{named}, by {by}"


@dataclass(frozen=True)
class _Tracer:
    """Says of each release above a version by which rule the choice came about."""

    question: Question
    assessed: Assessment
    version: Version
    standing: Standing
    choice: Choice

    @cached_property
    def _candidates(self) -> Mapping[Version, Candidate]:
        found = candidates_of(self.question, self.version, self.standing, self.assessed.matches)
        return {one.release.version: one for one in found.descending(found.all)}

    @cached_property
    def _passed(self) -> Mapping[Version, Passed]:
        return {one.release.version: one for one in self.choice.passed}

    @cached_property
    def _chosen(self) -> Candidate | None:
        release = self.choice.release
        return self._candidates[release.version] if release else None

    def trace(self, targets: Targets) -> Iterator[Considered]:
        """Tell of the releases in the order of their versions, of those that are no candidates, too."""
        releases = self.question.history.releases
        for release in releases[bisect_right(releases, self.version, key=lambda one: one.version) :]:
            yield self._considered(release, targets)

    def _considered(self, release: KnownRelease, targets: Targets) -> Considered:
        one = self._candidates.get(release.version)
        code, rule, evidence = self._rule(one) if one else self._no_candidate(release)
        soaks = one is not None and not one.ripe
        return Considered(
            version=release.version.text,
            tag=release.tag,
            line=one.placed.line if one else release.line,
            released_at=release.released_at,
            url=release.url,
            stable=release.stable,
            kept=one is not None and one is self._chosen,
            code=code,
            rule=rule,
            evidence=evidence,
            ripens_at=one.ripens_at if one and soaks else None,
            affected_by=tuple(sorted(one.affected)) if one else (),
            targets=tuple(name for name in _TARGETS if _is(release, targets, name)),
        )

    def _no_candidate(self, release: KnownRelease) -> tuple[Code, str, str | None]:
        if release.withdrawn:
            return Code.WITHDRAWN, "withdrawn upstream", None
        return Code.POLICY, f"a pre-release ({self.question.policy.rule('prereleases')})", None

    def _rule(self, one: Candidate) -> tuple[Code, str, str | None]:
        """The rule that kept a candidate, else the first that dropped it."""
        if one is self._chosen:
            return Code.POLICY, f"recommended: {self.choice.why}", None
        passed = one.objection or self._passed.get(one.release.version) or self._soaking(one)
        if passed is not None:
            return passed.code, passed.rule, passed.url
        return Code.POLICY, self._aside(one), None

    def _soaking(self, one: Candidate) -> Passed | None:
        """Say that a release still soaks where its line might have been moved to."""
        moved = self._chosen is None or self._chosen.placed.cycle != self.standing.line
        stays = self.standing.supported_for(self.question.policy.support_warn, self.question.as_of)
        return one.passed_over(None) if moved and not stays and not one.ripe else None

    def _aside(self, one: Candidate) -> str:
        """Say why a release that nothing speaks against is not the choice."""
        allowed, chosen = self.question.policy.range, self._chosen
        if allowed is not None and one.release.version not in allowed:
            return f"out of the range that is tracked ({self.question.policy.rule('track')})"
        if chosen is not None and self._below(one, chosen):
            return f"below {chosen.release.version.text}, which is recommended"
        nowhere = chosen is None and self.question.policy.track in {"lts", "none"}
        return f"{'not looked for' if nowhere else 'on another line'}: {self.choice.why}"

    def _below(self, one: Candidate, chosen: Candidate) -> bool:
        """Say whether a release was in the same choice as the one chosen, which is higher."""
        policy = self.question.policy
        together = policy.track == "newest" or policy.range is not None
        return (together or one.placed.cycle == chosen.placed.cycle) and (
            one.release.version < chosen.release.version
        )


def _is(release: KnownRelease, targets: Targets, name: str) -> bool:
    target = getattr(targets, name)
    return target is not None and target.tag == release.tag
