"""What the notes of releases say of changes to act on: by headings, by labels, by words, and not by noise."""

from collections.abc import Iterable

import pytest

from tracker.advice.changes import changes_on_the_way, hurdles, hurdles_in, marks_of
from tracker.model import Change, ChangeKind, ChangesOnTheWay, Hurdles, ReleaseNotes

LONGEST = 500_000

FORKS = """
<h2>Breaking changes</h2>
<p>Everything below needs a look before you move.</p>
<p>The following has changed:</p>
<ul>
<li>Tokens of the first kind are refused (<a href="https://x.example/7">#7</a>)</li>
<li>Server
  <ul><li>answers <code>410</code> where it said <code>404</code></li></ul></li>
<li>Forks are visited in the order of their age, which is not that of their names, and each once
  <ul><li>oldest fork</li></ul></li>
<li><p>Ports are numbers</p><p>They were names.</p></li>
</ul>
<p>Write to the list with questions.</p>
<h3>Plugins</h3>
<table><tr><th>old</th><th>new</th></tr><tr><td>knife</td><td>spoon</td></tr></table>
<h3>Bug fixes</h3>
<ul><li>The crawler stops at the end</li></ul>
<h2>Removed</h2>
<ul><li>The <code>--fast</code> switch</li><li>Add a slow switch</li></ul>
<h2>Deprecations and removals</h2>
<ul><li>The old door was dropped</li><li>Windows will be removed in 9.0</li><li>Walls</li></ul>
<h2>Contributors</h2>
<ul><li>Someone who deprecated nothing</li></ul>
"""


def release(version: str, notes: str | None) -> ReleaseNotes:
    return ReleaseNotes(version=version, tag=f"v{version}", url=f"https://x.example/{version}", notes=notes)


def told(found: ChangesOnTheWay) -> list[tuple[ChangeKind, str]]:
    return [(one.kind, one.text) for group in found.groups for one in group.changes]


def read(notes: str) -> list[tuple[ChangeKind, str]]:
    """What the notes of one release say, without where they say it."""
    return told(changes_on_the_way([release("1.0", notes)]))


def points(*texts: str) -> str:
    return "".join(f"<ul><li>{text}</li></ul>" for text in texts)


def test_headings_make_passages_of_the_points_below_them() -> None:
    breaking, removed, deprecated = ChangeKind.BREAKING, ChangeKind.REMOVED, ChangeKind.DEPRECATED

    assert read(FORKS) == [
        (breaking, "Everything below needs a look before you move."),
        (breaking, "Tokens of the first kind are refused (#7)"),
        (breaking, "Server"),
        (breaking, "Server: answers 410 where it said 404"),
        (
            breaking,
            "Forks are visited in the order of their age, which is not that of their names, and each once",
        ),
        (breaking, "Ports are numbers"),
        (breaking, "knife | spoon"),
        (removed, "The --fast switch"),
        (removed, "The old door was dropped"),
        (deprecated, "Windows will be removed in 9.0"),
        (deprecated, "Walls"),
    ]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("⚠ BREAKING CHANGES", ChangeKind.BREAKING),
        ("Notable backwards-incompatible changes", ChangeKind.BREAKING),
        ("Compatibility notes", ChangeKind.BREAKING),
        ("Deprecated features:", ChangeKind.DEPRECATED),
        ("Dropped support", ChangeKind.REMOVED),
        ("Changes to defaults", ChangeKind.DEFAULT),
        ("Upgrade notes for 3.0", ChangeKind.MIGRATION),
        ("How to upgrade", ChangeKind.MIGRATION),
        ("Security fixes", ChangeKind.SECURITY),
        ("No breaking changes", None),
        ("New features", None),
        ("A day at the sea", None),
        ("Breaking " * 20, None),
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        "<h3>{}</h3><ul><li>Spoons are round</li></ul>",
        "<p><strong>{}</strong></p><ul><li>Spoons are round</li></ul>",
        "<details><summary>{}</summary><ul><li>Spoons are round</li></ul></details>",
        "### {}\n\n* Spoons are round\n",
        "{}\n---\n\n1. Spoons are round\n",
        "**{}**\n\n- Spoons are round\n",
    ],
)
def test_a_heading_of_any_form_says_what_is_below_it(form: str, heading: str, kind: ChangeKind | None) -> None:
    assert read(form.format(heading)) == ([(kind, "Spoons are round")] if kind else [])


def test_a_line_without_emphasis_and_a_point_may_be_headings() -> None:
    named = "<p>Breaking changes:</p><ul><li>Spoons are round</li></ul><p>Have fun.</p><ul><li>Forks</li></ul>"
    nested = "<ul><li>Deprecations:<ul><li>Knives</li></ul></li><li>Forks</li></ul>"

    assert read(named) == [(ChangeKind.BREAKING, "Spoons are round")]
    assert read(nested) == [(ChangeKind.DEPRECATED, "Deprecations: Knives")]


def test_of_a_story_about_migration_the_first_paragraph_counts() -> None:
    notes = "<h2>Migration to spoons</h2><p>We moved to spoons.</p><p>It was a long way.</p>"

    assert read(notes) == [(ChangeKind.MIGRATION, "We moved to spoons.")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("BREAKING CHANGE: spoons are round", ChangeKind.BREAKING),
        ("feat(kitchen)!: round spoons", ChangeKind.BREAKING),
        ("[0123abcdef] - (SEMVER-MAJOR) kitchen: round spoons", ChangeKind.BREAKING),
        ("Now requires Python 3.12", ChangeKind.BREAKING),
        ("The minimum supported Kubernetes version is now 1.30", ChangeKind.BREAKING),
        ("Rename the <code>spoon</code> option to <code>ladle</code>", ChangeKind.BREAKING),
        ("[CHANGE] Remove the <code>--spoon</code> flag", ChangeKind.REMOVED),
        ("KITCHEN-12: Drop Java 8 support", ChangeKind.REMOVED),
        ("Remove <code>spoon()</code> in favor of <code>ladle()</code>", ChangeKind.REMOVED),
        ("Support for MySQL 5.7 has been removed.", ChangeKind.REMOVED),
        ("Spoons of wood are no longer supported", ChangeKind.REMOVED),
        ("Deprecate the <code>spoon</code> command", ChangeKind.DEPRECATED),
        ("The spoon setting is now deprecated", ChangeKind.DEPRECATED),
        ("Change the default size of spoons", ChangeKind.DEFAULT),
        ("Spoons are now polished by default", ChangeKind.DEFAULT),
        ("Increase the default retention from 15d to 30d", ChangeKind.DEFAULT),
        ("Users must re-index all spoons", ChangeKind.MIGRATION),
        ("Action required: count the spoons", ChangeKind.MIGRATION),
        ("Stir CVE-2024-12345", ChangeKind.SECURITY),
        ("Bump stew to 2.0 for GHSA-2g4f-4pwh-qvx6", ChangeKind.SECURITY),
        ("Fix SQL injection in the pantry", ChangeKind.SECURITY),
        ("This is a security and maintenance release", ChangeKind.SECURITY),
    ],
)
def test_a_point_is_known_by_its_words(text: str, kind: ChangeKind) -> None:
    assert [found for found, _ in read(points(text))] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Fix deprecated warning in tests",
        "Bump security-utils from 1.0 to 1.1",
        "Removed trailing whitespace",
        "No breaking changes",
        "There are no breaking changes in this release.",
        "A non-breaking change to spoons",
        "chore: remove deprecated option",
        "build(deps): update dependency security-scanner to v3",
        "@spoon made their first contribution in #12",
        "Thanks to all who deprecated spoons",
        "Remove unused option",
        "Remove flaky test of the default option",
        "Fixed accidental breaking change in 2.3",
        "Fix crash when upgrading from 1.2",
        "Add option to disable spoons by default",
        "Show <code>deprecated</code> spoons",
        "Use default spoons",
        "fix(kitchen): spoons that are no longer supported",
        "Full Changelog: 1.0...2.0 with deprecated things",
        "Add a vulnerability scan",
        "Remove missing options",
    ],
)
def test_noise_is_no_passage(text: str) -> None:
    assert read(points(text)) == []


def test_of_prose_the_sentences_count_that_speak_of_a_change() -> None:
    notes = "<p>It is spring.<br>Spoons are no longer available. The sun\nshines<br>on us.</p>"

    assert read(notes) == [(ChangeKind.REMOVED, "Spoons are no longer available.")]


def test_under_fixes_only_security_counts_and_under_what_is_internal_only_ids() -> None:
    fixes = "<h2>Bug fixes</h2>" + points(
        "The spoon option was removed", "Security issue in spoons", "CVE-2024-1234"
    )
    silent = "<h2>Dependencies</h2>" + points(
        "Security update of stew", "security: stew", "Stew for CVE-2024-5678"
    )

    assert read(fixes) == [
        (ChangeKind.SECURITY, "Security issue in spoons"),
        (ChangeKind.SECURITY, "CVE-2024-1234"),
    ]
    assert read(silent) == [(ChangeKind.SECURITY, "Stew for CVE-2024-5678")]


def test_who_wrote_it_and_the_hash_of_a_commit_are_left_out() -> None:
    notes = points("0123abc Drop support for spoons by @cook in https://x.example/pull/7")

    assert read(notes) == [(ChangeKind.REMOVED, "Drop support for spoons")]


def test_a_passage_of_many_parts_and_labels_is_read_as_far_as_it_is_shown() -> None:
    notes = points("a: b: c: d: e: drop support for spoons" + "<i> and</i>" * 2000)

    (text,) = [text for _, text in read(notes)]
    assert text.startswith("a: b: c: d: e: drop support for spoons and and")
    assert len(text) == 300


def test_markdown_is_read_without_its_signs() -> None:
    notes = """# 2.0

> Before upgrading, please wash `all` spoons.

```
Breaking changes: none of ours
```
## **Breaking** changes

* Spoons are [round][1] \\_now\\_, <em>all</em> of
  them ![](https://x.example/s.png)
    * even __small__ ones

  and forks
- [Forks](https://x.example/a) | are *long*

It was fun.
[1]: https://x.example/1
"""

    assert read(notes) == [
        (ChangeKind.BREAKING, "Spoons are round _now_, all of them"),
        (ChangeKind.BREAKING, "Spoons are round _now_, all of them: even small ones"),
        (ChangeKind.BREAKING, "Forks | are long"),
        (ChangeKind.MIGRATION, "Before upgrading, please wash all spoons."),
    ]


def test_the_message_of_a_tag_is_read_though_it_is_preformatted() -> None:
    assert read("<pre>Two\n\n* Drop support for spoons\n</pre>") == [
        (ChangeKind.REMOVED, "Drop support for spoons")
    ]


def test_code_that_is_shown_beside_text_is_no_passage() -> None:
    assert read("<p>See:</p><pre>Drop support for spoons</pre>") == []


def test_markup_of_any_quality_is_read() -> None:
    notes = (
        "<!-- Drop support for a --><!DOCTYPE x><h2 title='>'>Breaking changes<h3 x=\"<li>\">Spoons</h3 y>"
        "<li>1 < 2 &amp; 3 &#x41; spoons &#"
        + "1" * 5000
        + ";<li>Two</ul></ul></li><script>x</script><li>Three</li><a"
    )

    assert [text for _, text in read(notes)] == ["1 < 2 & 3 A spoons \ufffd", "Two", "Three"]


def test_what_two_releases_say_is_of_the_first() -> None:
    found = changes_on_the_way(
        [
            release("3.1.0", None),
            release("3.1.1", points("Drop support for spoons (#7)")),
            release(
                "3.2.0", points("Drop support for *spoons* (#8)", "Drop support for forks", "Drop support for !")
            ),
        ]
    )

    (group,) = found.groups
    assert (group.kind, group.left_out) == (ChangeKind.REMOVED, 0)
    assert group.changes[0] == Change(
        kind=ChangeKind.REMOVED,
        text="Drop support for spoons (#7)",
        version="3.1.1",
        url="https://x.example/3.1.1",
    )
    assert [one.version for one in group.changes] == ["3.1.1", "3.2.0", "3.2.0"]
    assert (found.releases, found.known, found.unknown, found.cut) == (3, 2, ("3.1.0",), ())


def test_passages_are_bounded_and_those_that_are_stated_come_first() -> None:
    worded = [f"Drop support for spoon {number}" for number in range(30)]
    notes = points(*worded, "Removed: the last fork", "x" * 400 + " is no longer supported")

    (group,) = changes_on_the_way([release("1.0", notes)], 3).groups

    assert [one.text for one in group.changes] == [*worded[:2], "Removed: the last fork"]
    assert group.left_out == 29
    assert all(len(text) <= 300 for _, text in read(points("y" * 400 + " CVE-2024-1234", "z")))


def test_notes_that_are_not_read_to_their_end_are_named() -> None:
    long = points("Drop support for spoons") + "<p>" + "x" * LONGEST

    assert changes_on_the_way([release("1.0", long), release("2.0", "short")]).cut == ("1.0",)


def test_so_do_notes_with_more_passages_than_any_reader_has_time_for() -> None:
    many: Iterable[str] = (f"Drop support for spoon {number}" for number in range(1200))

    found = changes_on_the_way([release("1.0", points(*many))])

    assert found.cut == ("1.0",)
    assert [group.left_out for group in found.groups] == [975]


def test_what_there_is_to_mind_on_a_way_is_counted_once_with_the_first_page_of_the_worst() -> None:
    way = (
        release("1.0", "<h2>Removed</h2><ul><li>The old door</li><li>The fast switch</li></ul>"),
        release("2.0", FORKS),
        release("3.0", "<h2>Removed</h2><ul><li>The old door</li></ul><h2>Security</h2><ul><li>Locks</li></ul>"),
        release("4.0", None),
    )

    counted = hurdles((one.url, marks_of(one.notes or "")) for one in way)

    changes = changes_on_the_way(way)
    kinds = {group.kind: len(group.changes) for group in changes.groups}
    assert counted == hurdles_in(changes) == hurdles_in(changes_on_the_way(way, 1))
    assert (counted.breaking, counted.removed) == (kinds[ChangeKind.BREAKING], kinds[ChangeKind.REMOVED])
    assert counted.url == "https://x.example/2.0"
    assert hurdles([]) == hurdles_in(changes_on_the_way([])) == Hurdles()
