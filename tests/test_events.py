"""What is said to have happened between two readings of one source."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import NOW, day
from tracker.events import BULK, PageChanges, Remembered, compare, compare_history
from tracker.model import DateSource, Event, EventKind, FeedPage, UpstreamRelease
from tracker.record import replace

LATER = NOW + timedelta(hours=1)


def release(tag: str, on: str = "2026-01-01", notes: str = "<ul><li>Faster</li></ul>") -> UpstreamRelease:
    return UpstreamRelease(
        tag=tag,
        title=f"Release {tag}",
        url=f"https://github.com/acme/gateway/releases/tag/{tag}",
        released_at=day(on),
        dated_by=DateSource.FEED,
        notes=notes,
        author="someone",
        updated_at=day(on),
    )


def bare(tag: str, on: str = "2026-01-01") -> UpstreamRelease:
    return replace(release(tag, on, notes="<p>a message</p>"), title=tag, author="unknown")


def page(*releases: UpstreamRelease, full: bool = False, damaged: str | None = None) -> FeedPage:
    return FeedPage(repository_key="7", releases=releases, skipped=(), full=full, damaged=damaged)


def after(before: Remembered, changes: PageChanges) -> Remembered:
    """What is remembered once a reading is stored."""
    known = {**before.releases, **{one.tag: one for one in (*changes.new, *changes.changed)}}
    return Remembered(releases=known, window=changes.window, missing=changes.missing, read_before=True)


def read(*pages: FeedPage, every: timedelta = timedelta(hours=1)) -> list[list[tuple[str, str | None]]]:
    """Read some pages, one after the other; return the kind and tag of each reading's events."""
    known = Remembered()
    told = []
    for count, one in enumerate(pages):
        changes = compare(known, one, NOW + count * every)
        told.append([(event.kind.value, event.tag) for event in changes.events])
        known = after(known, changes)
    return told


def test_the_first_reading_announces_nothing() -> None:
    assert read(page(release("1.0"), release("1.1"))) == [[]]


def test_a_later_reading_announces_what_is_new_wherever_it_stands() -> None:
    one, two, three = release("1.0"), release("2.0"), release("1.0.1")

    assert read(page(two, one), page(two, three, one)) == [[], [("new", "1.0.1")]]


def test_s08_a_draft_published_late_enters_in_the_middle_of_a_full_window_and_is_new() -> None:
    ten = [release(f"1.{minor}") for minor in range(9, -1, -1)]

    assert read(page(*ten, full=True), page(*ten[:4], release("1.5.1"), *ten[4:9], full=True)) == [
        [],
        [("new", "1.5.1")],
    ]


@pytest.mark.parametrize(
    "edit",
    [
        {"notes": "<ul><li>Faster</li><li>Safer</li></ul>"},
        {"title": "Release 1.0, the first"},
    ],
)
def test_s02_an_edit_is_told_with_what_was_before_and_after(edit: dict[str, Any]) -> None:
    known = after(Remembered(), compare(Remembered(), page(release("1.0")), NOW))

    changes = compare(known, page(replace(release("1.0"), updated_at=LATER, **edit)), LATER)

    (field,) = edit
    (event,) = changes.events
    assert event == Event(
        kind=EventKind.EDITED,
        at=LATER,
        tag="1.0",
        before={field: getattr(release("1.0"), field)},
        after=edit,
    )
    assert changes.edited == {"1.0"}


@pytest.mark.parametrize(
    "notes",
    [
        '<ul class="task-list">\n<li>Faster</li></ul> ',
        '<ul data-hovercard-type="user" data-hovercard-url="/x"><li>Faster</li></ul>',
    ],
)
def test_h04_what_a_server_writes_differently_for_each_reader_is_no_change(notes: str) -> None:
    known = after(Remembered(), compare(Remembered(), page(release("1.0")), NOW))

    changes = compare(known, page(release("1.0", notes=notes)), LATER)

    assert (changes.events, changes.changed) == ((), ())


def test_a_signed_address_of_an_image_is_no_change() -> None:
    shown = [release("1.0", notes=f'<img src="https://images.example/a.png?jwt={signed}">') for signed in "ab"]

    assert read(page(shown[0]), page(shown[1])) == [[], []]


def test_s03_edits_of_half_a_page_are_one_event() -> None:
    ten = [release(f"1.{minor}") for minor in range(10)]
    edited = [replace(one, notes="<ul><li>moved</li></ul>", updated_at=LATER) for one in ten]
    known = after(Remembered(), compare(Remembered(), page(*ten, full=True), NOW))

    few = compare(known, page(*edited[: BULK - 1], *ten[BULK - 1 :], full=True), LATER)
    many = compare(known, page(*edited, full=True), LATER)

    assert len(few.events) == BULK - 1
    (event,) = many.events
    assert (event.kind, event.tag, len(event.before)) == (EventKind.EDITED, None, 10)
    assert event.after["1.3 notes"] == "<ul><li>moved</li></ul>"


def test_s01_a_bare_tag_that_becomes_a_release_is_released_and_not_edited() -> None:
    assert read(page(bare("1.0")), page(release("1.0", "2026-02-01"))) == [[], [("released", "1.0")]]


def test_a_bare_tag_that_gets_another_date_was_moved() -> None:
    known = after(Remembered(), compare(Remembered(), page(bare("nightly")), NOW))

    (event,) = compare(known, page(bare("nightly", "2026-02-01")), LATER).events

    assert (event.kind, event.tag) == (EventKind.MOVED, "nightly")
    assert (event.before["date"], event.after["date"]) == (
        "2026-01-01T00:00:00+00:00",
        "2026-02-01T00:00:00+00:00",
    )


def test_s06_another_number_at_the_forge_is_a_moved_tag_and_the_first_number_is_none() -> None:
    first, second = (replace(release("1.0"), api_id=number) for number in ("1", "2"))

    assert read(page(release("1.0")), page(first), page(second), page(release("1.0"))) == [
        [],
        [],
        [("moved", "1.0")],
        [],
    ]


def test_what_is_edited_back_to_a_later_date_without_another_text_is_no_event() -> None:
    assert read(page(release("1.0")), page(replace(release("1.0"), updated_at=LATER))) == [[], []]


def test_s04_what_is_gone_twice_while_older_ones_stay_is_withdrawn() -> None:
    one, two, three = (release(tag) for tag in ("1.0", "2.0", "3.0"))
    without = page(three, one)

    assert read(page(three, two, one), without, without, without) == [[], [], [("withdrawn", "2.0")], []]


def test_s04_what_returns_at_the_next_reading_was_never_gone() -> None:
    both = page(release("2.0"), release("1.0"))

    assert read(both, page(release("1.0")), both, both) == [[], [], [], []]


def test_what_returns_after_it_was_withdrawn_has_reappeared() -> None:
    both, one = page(release("2.0"), release("1.0")), page(release("1.0"))

    assert read(both, one, one, both, both)[2:] == [[("withdrawn", "2.0")], [("reappeared", "2.0")], []]


def test_two_readings_within_minutes_are_one_sighting() -> None:
    both, one = page(release("2.0"), release("1.0")), page(release("1.0"))

    assert read(both, one, one, every=timedelta(minutes=5)) == [[], [], []]
    assert read(both, one, one, one, every=timedelta(minutes=5))[3] == [("withdrawn", "2.0")]


def test_s04_what_slides_out_of_a_full_window_is_not_missing() -> None:
    releases = [release(f"1.{minor}") for minor in range(12, -1, -1)]
    windows = [page(*releases[start : start + 10], full=True) for start in (2, 1, 0)]

    assert read(*windows, windows[-1]) == [[], [("new", "1.11")], [("new", "1.12")], []]


def test_s05_an_empty_page_once_is_a_fault_of_the_server() -> None:
    both = page(release("2.0"), release("1.0"))

    assert read(both, page(), both, both) == [[], [], [], []]


def test_p13_a_damaged_page_says_nothing_of_what_it_lacks() -> None:
    both, cut = page(release("2.0"), release("1.0")), page(release("1.0"), damaged="cut off")

    assert read(both, cut, cut, cut, both) == [[], [], [], [], []]


def test_s11_a_full_page_without_anything_known_leaves_a_gap() -> None:
    first = page(*(release(f"1.{minor}") for minor in range(10)), full=True)
    second = page(*(release(f"2.{minor}") for minor in range(10)), full=True)

    told = read(first, second, second)

    assert told[1][-1] == ("gap", None)
    assert [kind for kind, _ in told[1][:-1]] == ["new"] * 10
    assert told[2] == []


def test_a_flag_that_the_source_leaves_unsaid_stays() -> None:
    flagged = replace(release("1.0"), prerelease=True, dated_by=DateSource.API)
    known = after(Remembered(), compare(Remembered(), page(flagged), NOW))

    assert compare(known, page(release("1.0")), LATER).changed == ()


def test_what_an_api_tells_of_a_known_release_leaves_its_text_alone() -> None:
    told = replace(
        release("1.0", "2025-12-24", notes="# Faster"), prerelease=True, dated_by=DateSource.API, api_id="5"
    )

    changes = compare_history({"1.0": release("1.0")}, [told], None, NOW)

    (changed,) = changes.changed
    assert (changed.notes, changed.released_at) == (release("1.0").notes, day("2025-12-24"))
    assert (changed.prerelease, changed.api_id) == (True, "5")
    assert changes.events == ()
    assert compare_history({"1.0": changed}, [told], None, NOW).changed == ()


def test_s11_of_what_fills_a_gap_only_what_was_missed_is_announced() -> None:
    found = [release("1.1", "2026-02-02"), release("0.9", "2025-01-01")]

    changes = compare_history({"1.0": release("1.0")}, found, day("2026-02-01"), NOW)

    assert [one.tag for one in changes.new] == ["1.1", "0.9"]
    assert [(event.kind, event.tag) for event in changes.events] == [(EventKind.NEW, "1.1")]


def test_what_an_api_still_lists_was_not_withdrawn() -> None:
    withdrawn = replace(release("1.0"), withdrawn=True)

    (event,) = compare_history({"1.0": withdrawn}, [release("1.0")], None, NOW).events

    assert (event.kind, event.tag) == (EventKind.REAPPEARED, "1.0")


TAGS = st.lists(st.integers(0, 14).map(str), unique=True, max_size=12)


@given(st.lists(TAGS, max_size=6))
def test_nothing_seen_is_lost_and_the_same_page_again_changes_nothing(pages: list[list[str]]) -> None:
    known, seen = Remembered(), set[str]()
    for count, tags in enumerate(pages):
        at = NOW + timedelta(minutes=count)
        shown = page(*(release(tag) for tag in tags), full=len(tags) >= 10)
        changes = compare(known, shown, at)
        announced = {event.tag for event in changes.events if event.kind is EventKind.NEW}
        known, first = after(known, changes), not known.read_before
        again = compare(known, shown, at)
        seen |= set(tags)

        assert (again.new, again.changed, again.events) == ((), (), ())
        assert known.releases.keys() == seen
        assert announced == (set() if first else {one.tag for one in changes.new})


@given(TAGS, st.lists(st.sampled_from(["all", "none", "first"]), max_size=8))
def test_what_is_shown_now_is_never_withdrawn(tags: list[str], shown: list[str]) -> None:
    known = Remembered()
    releases = [release(tag) for tag in tags]
    for count, which in enumerate([*shown, "all"]):
        some = {"all": releases, "none": [], "first": releases[:1]}[which]
        known = after(known, compare(known, page(*some), NOW + timedelta(days=count)))

    assert not any(one.withdrawn for one in known.releases.values())


def test_what_a_page_of_the_newest_alone_lacks_was_followed_and_not_withdrawn() -> None:
    shown = (replace(page(release(tag)), newest_only=True) for tag in ("16.3", "16.4", "16.4", "16.4"))

    assert read(*shown) == [[], [("new", "16.4")], [], []]
