"""The ids of vulnerabilities in notes."""

from tracker.advice.mentions import mentioned


def test_ids_are_found_in_titles_and_notes_as_databases_write_them_each_once() -> None:
    title = "Fixes cve-2024-31141"
    notes = (
        '<a href="https://github.com/advisories/GHSA-2G4F-4PWH-QVX6">this</a>, CVE\u20112023\u20111234567, '
        "CVE-2024-31141."
    )

    assert mentioned(title, notes) == ("CVE-2023-1234567", "CVE-2024-31141", "GHSA-2g4f-4pwh-qvx6")


def test_what_only_looks_like_an_id_is_none() -> None:
    assert (
        mentioned(
            "CVE-2024-XXXX CVE-1024-1234 CVE-2024-123 XCVE-2024-1234 GHSA-aaaa-bbbb-cccc CVE-2024-" + "1" * 20
        )
        == ()
    )


def test_no_more_are_listed_than_anybody_reads() -> None:
    assert len(mentioned(" ".join(f"CVE-2024-{number}" for number in range(10_000, 12_000)))) == 1000
