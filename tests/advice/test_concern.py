"""Whom each release concerns, of all who run the component."""

from examples import KAFKA, NOW, bundle, day, history, shown
from tracker.advice import Outlook, build_history, concerned
from tracker.model import Concerned, DeployedEntry, PublishedRelease, StoredReleases
from tracker.record import replace

RELEASES = {
    "3.6.1": "2023-12-04",
    "3.9.1": "2025-05-20",
    "4.2.1": "2026-05-28",
    "4.3.0-rc1": "2026-11-10",
    "4.3.0": "2026-11-15",
}
DEPLOYED = (
    ("prod", "kafka", ("3.9.1",)),
    ("prod", "kafka-connect", ("4.2.1", "3.6.1")),
    ("dr", "kafka", ("3.9.1",)),
    ("lab", "kafka", ("RC-7",)),
    ("edge", "kafka", ("4.3.0-rc1",)),
    ("test", "kafka", ("4.9.9",)),
)
OUTLOOK = Outlook(history(RELEASES), None, NOW)


def whom(outlook: Outlook = OUTLOOK) -> dict[str, Concerned]:
    return {release.tag: one for release, one in concerned(outlook, DEPLOYED)}


def below(tag: str) -> list[tuple[str, str, str]]:
    return [(one.environment, one.name, one.version) for one in whom()[tag].below]


def test_a_release_concerns_who_runs_something_lower() -> None:
    assert below("3.6.1") == []
    assert below("3.9.1") == [("prod", "kafka-connect", "3.6.1")]
    assert below("4.2.1") == [
        ("prod", "kafka", "3.9.1"),
        ("prod", "kafka-connect", "3.6.1"),
        ("dr", "kafka", "3.9.1"),
    ]
    assert (whom()["4.3.0"].environments, len(whom()["4.3.0"].below)) == (3, 4)


def test_who_runs_a_release_is_told_of_it_too() -> None:
    running = {tag: [one.environment for one in each.running] for tag, each in whom().items()}

    assert running == {"3.6.1": ["prod"], "3.9.1": ["prod", "dr"], "4.2.1": [], "4.3.0-rc1": ["edge"], "4.3.0": []}


def test_a_prerelease_concerns_only_who_runs_it() -> None:
    assert below("4.3.0-rc1") == []


def test_what_was_withdrawn_concerns_only_who_runs_it() -> None:
    releases = (*shown({"4.2.1": "2026-05-28"}), *shown({"3.9.1": "2025-05-20"}, withdrawn=True))
    known = build_history(KAFKA, StoredReleases(releases=releases, polled_at=day("2026-11-20")), None)

    found = whom(Outlook(known, None, NOW))["3.9.1"]

    assert ([one.environment for one in found.running], found.below) == (["prod", "dr"], ())


def test_of_an_unreadable_version_nothing_can_be_said() -> None:
    unclear = (DeployedEntry(environment="lab", name="kafka", version="RC-7"),)
    assert {one.unclear for one in whom().values()} == {unclear}


def test_without_a_release_nobody_is_concerned() -> None:
    nothing = build_history(replace(KAFKA, rule=None), StoredReleases(), bundle({}))

    assert [*concerned(Outlook(nothing, None, NOW), DEPLOYED)] == []


def test_the_page_of_a_release_is_told_whole() -> None:
    known = PublishedRelease(
        component="kafka",
        feed="https://github.com/apache/kafka/releases.atom",
        tag="4.2.1",
        version="4.2.1",
        line="4.2",
        stable=True,
        withdrawn=False,
        released_at=day("2026-05-28"),
        site="https://github.com/apache/kafka/releases/tag/",
        page="4.2.1",
        mentions=(),
        concerned=whom()["4.2.1"],
    )

    assert known.url == "https://github.com/apache/kafka/releases/tag/4.2.1"
    assert replace(known, site=None, page="").url is None
