"""The team's own advisories: what their files may say, and the records they become."""

from pathlib import Path

import pytest

from examples import KAFKA, NOW, RULE, day, history
from tracker.advice import Exposure, Outlook, concerning
from tracker.deployed.advisories import Advisories, read_advisories
from tracker.deployed.folder import Folder
from tracker.model import Rating, Urgency, Vulnerability
from tracker.versions import read_deployed

FULL = """\
# what we know
component: kafka
affected: ">=3.0,<3.9.2"
fixed: [3.9.2, 4.0.1]
aliases: CVE-2026-1234
severity: high
exploited: 2026-11-03
published: 2026-11-01
mitigation: >
  Disable the
  REST listener.
url: https://acme.example/7
summary: A hole
"""
RELEASES = ("3.0.0", "3.8.0", "3.8.1", "3.9.0", "3.9.1", "3.9.2", "4.0.0", "4.0.1")


def read(tmp_path: Path, text: str, name: str = "ACME-2026-7.yaml") -> Advisories:
    path = tmp_path / "advisories" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return read_advisories(Folder(tmp_path))


def record(tmp_path: Path, text: str) -> Vulnerability:
    advisories = read(tmp_path, text)
    assert advisories.errors == {}
    return advisories.records[0]


def affected(one: Vulnerability) -> list[str]:
    """The versions of Kafka that a record affects."""
    outlook = Outlook(history(dict.fromkeys(RELEASES, "2026-01-01")), None, NOW)
    exposure = Exposure(concerning(KAFKA, [one]), outlook)
    return [text for text in RELEASES if exposure.of(read_deployed(text, RULE))]


def test_an_advisory_is_a_record_under_the_name_of_its_file(tmp_path: Path) -> None:
    one = record(tmp_path, FULL)

    assert (one.id, one.source, one.aliases) == (
        "ACME-2026-7",
        "advisories/ACME-2026-7.yaml#3",
        ("CVE-2026-1234",),
    )
    assert (one.rating, one.stated_severity, one.summary) == (Rating.HIGH, "high", "A hole")
    assert (one.published_at, one.exploited_at) == (day("2026-11-01"), day("2026-11-03"))
    assert (one.mitigation, one.references) == ("Disable the REST listener.", ("https://acme.example/7",))
    assert affected(one) == ["3.0.0", "3.8.0", "3.8.1", "3.9.0", "3.9.1"]


@pytest.mark.parametrize(
    ("said", "versions"),
    [
        ('affected: "<3.8.1"', "3.0.0 3.8.0"),
        ('affected: "<=3.8.1"', "3.0.0 3.8.0 3.8.1"),
        ("affected: =3.9.0", "3.9.0"),
        ('affected: [==3.0.0, ">=4.0"]', "3.0.0 4.0.0 4.0.1"),
        ('affected: ">=3.8"\nfixed: [3.8.1, 3.9.2]', "3.8.0 3.9.0 3.9.1"),
        ('affected: ">=3.9"\nfixed: 4.0.1', "3.9.0 3.9.1 3.9.2 4.0.0"),
        ('affected: ">=3.9"\nfixed: none', "3.9.0 3.9.1 3.9.2 4.0.0 4.0.1"),
        ('affected: ">=3.9,<5"\nfixed: [3.9.2]', "3.9.0 3.9.1 4.0.0 4.0.1"),
        ('affected: ">=3.9,<=4.0.0"\nfixed: [3.9.2]', "3.9.0 3.9.1 4.0.0"),
    ],
)
def test_ranges_say_which_versions_are_affected_and_fixes_end_them(
    tmp_path: Path, said: str, versions: str
) -> None:
    assert affected(record(tmp_path, f"component: kafka\n{said}\n")) == versions.split()


def test_only_the_component_and_its_versions_are_required(tmp_path: Path) -> None:
    one = record(tmp_path, 'component: kafka\naffected: ">=3"\n')

    assert (one.rating, one.published_at, one.exploited_at, one.mitigation) == (Rating.UNKNOWN, None, None, None)


@pytest.mark.parametrize(
    ("published", "exploited", "since"),
    [("published: 2026-11-01\n", "yes", "2026-11-01"), ("", "yes", "1970-01-01"), ("", "no", None)],
)
def test_what_is_exploited_on_no_day_is_so_since_it_was_published(
    tmp_path: Path, published: str, exploited: str, since: str | None
) -> None:
    one = record(tmp_path, f'component: kafka\naffected: ">=3"\n{published}exploited: {exploited}\n')

    assert one.exploited_at == (day(since) if since else None)
    outlook = Outlook(history(dict.fromkeys(RELEASES, "2026-01-01")), None, NOW)
    (match,) = Exposure([one], outlook).of(read_deployed("3.9.0", RULE))
    assert match.urgency is (Urgency.CRITICAL if since else Urgency.NORMAL)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("component: kafka\n", "line 1: missing key 'affected'"),
        ("component: kafka\naffectd: 1\n", "line 2: unknown key 'affectd', did you mean 'affected'?"),
        (
            'component: kafka\naffected: ">3"\n',
            "line 2: affected: '>3' must begin with the first affected version",
        ),
        ('component: kafka\naffected: ">=3,<4,<5"\n', "must have one beginning and one end"),
        ("component: kafka\naffected: three\n", "'three' is not a comparison such as >=8"),
        ("component: kafka\naffected: []\n", "line 2: affected: must not be empty"),
        (f"{FULL}severity: high\n", "the key 'severity' is already on line 6"),
        (FULL.replace("high", "awful"), "line 6: severity: 'awful' is not one of low, medium, high, critical"),
        (FULL.replace("2026-11-03", "maybe"), "line 7: exploited: "),
        (FULL.replace("CVE-2026-1234", '"a b"'), "'a b' is not an id such as CVE-2026-1234"),
        (FULL.replace("https://acme", "ftp://acme"), "'ftp://acme.example/7' is not an http or https address"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_key(tmp_path: Path, text: str, said: str) -> None:
    read(tmp_path, FULL, "good.yaml")

    advisories = read(tmp_path, text)

    assert [one.id for one in advisories.records] == ["good"]
    (error,) = advisories.errors.values()
    assert str(error).startswith("advisories/ACME-2026-7.yaml line ")
    assert said in str(error)


def test_a_file_that_is_named_by_no_id_is_refused(tmp_path: Path) -> None:
    (error,) = read(tmp_path, FULL, "our first.yaml").errors.values()

    assert (
        str(error)
        == "advisories/our first.yaml line 1: 'our first' is no id to name an advisory by, such as ACME-2026-1"
    )


def test_without_a_folder_there_are_none_and_hidden_files_are_not_read(tmp_path: Path) -> None:
    assert read_advisories(Folder(tmp_path)) == Advisories()
    assert read(tmp_path, FULL, ".draft.yaml") == Advisories()
