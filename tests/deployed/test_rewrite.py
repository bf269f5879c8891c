"""One version of an environment's file written anew: nothing else changes, whatever the file looks like."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.deployed.rewrite import rewrite_entry, rewritten
from tracker.errors import ConfigurationError, Refused
from tracker.yaml_file import read_document

FILE = """\
# Acme's platform
customer: Acme   # the owner
deployed:
  kafka: 3.6.1        # past its support
  'postgresql': "14.9"
  zookeeper: {version: [3.8.4, '3.8.6'], component: zookeeper} # half way
  grafana: {hold: {until: 2027-01-31, reason: "3.6.1"}, version: '12.4.2', }
  loki:
    # why
    version: 3.7.6
    component: loki
  etcd:
    version:
      - 3.6.1 # first
      # the others
      - "3.6.4"
      - 3.6.5
  last: 1.0"""


def write(folder: Path, text: str) -> Path:
    path = folder / "env.yaml"
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    ("name", "versions", "before", "after"),
    [
        ("kafka", ["3.9.2"], "kafka: 3.6.1   ", "kafka: 3.9.2   "),
        ("kafka", ["3.6.1", "3.9.2"], "kafka: 3.6.1 ", "kafka: [3.6.1, 3.9.2] "),
        ("kafka", ["nightly: [x] #1"], "kafka: 3.6.1 ", 'kafka: "nightly: [x] #1" '),
        ("postgresql", ["16"], '"14.9"', '"16"'),
        ("zookeeper", ["3.8.6", "3.8.6"], "[3.8.4, '3.8.6']", "[3.8.6, '3.8.6']"),
        ("zookeeper", ["3.8.6"], "[3.8.4, '3.8.6']", "3.8.6"),
        ("zookeeper", ["1", "2", "3"], "[3.8.4, '3.8.6']", "[1, 2, 3]"),
        ("grafana", ["12'5"], "version: '12.4.2', ", "version: '12''5', "),
        ("loki", ["3.7.7"], "version: 3.7.6", "version: 3.7.7"),
        ("etcd", ["3.6.7"], "- 3.6.1 # first", "- 3.6.7 # first"),
        ("etcd", ["3.6.1", "3.6.4", "3.6.5", "3.6.6"], "- 3.6.5\n", "- 3.6.5\n      - 3.6.6\n"),
        ("etcd", ["3.6.1", "3.6.6", "3.6.6"], '"3.6.4"\n      - 3.6.5', '"3.6.6"\n      - 3.6.6'),
        ("last", ["1.1"], "last: 1.0", "last: 1.1"),
    ],
)
def test_only_the_version_of_the_entry_changes(
    tmp_path: Path, name: str, versions: list[str], before: str, after: str
) -> None:
    path = write(tmp_path, FILE)

    rewrite_entry(path, "env.yaml", name, versions)

    kept = FILE.replace('      - "3.6.4"\n      - 3.6.5\n', "") if name == "etcd" and len(versions) == 1 else FILE
    assert path.read_text() == kept.replace(before, after, 1)
    assert [one.name for one in tmp_path.iterdir()] == ["env.yaml"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("deployed:\n  kafka: 3.6.1\t# past its support\n", "deployed:\n  kafka: 3.9.2\t# past its support\n"),
        ("deployed:\n  kafka:\t3.6.1\n", "deployed:\n  kafka:\t3.9.2\n"),
        ("customer: a\t# b\ndeployed: {kafka: 3.6.1}\n", "customer: a\t# b\ndeployed: {kafka: 3.9.2}\n"),
        ("# 🦊\ndeployed: {é: 3.6.1, kafka: 3.6.1} # ☂", "# 🦊\ndeployed: {é: 3.6.1, kafka: 3.9.2} # ☂"),
        ("deployed:\n  kafka-ui: 3.6.1\n  kafka : 3.6.1\n", "deployed:\n  kafka-ui: 3.6.1\n  kafka : 3.9.2\n"),
        ('{"deployed": {"k\\x61fka": "3.6.1"}}', '{"deployed": {"k\\x61fka": "3.9.2"}}'),
        (
            "%YAML 1.1\n---\ndeployed: {? kafka : 3.6.1}\n...\n",
            "%YAML 1.1\n---\ndeployed: {? kafka : 3.9.2}\n...\n",
        ),
    ],
)
def test_a_file_may_be_written_in_any_way_that_can_be_read(tmp_path: Path, before: str, after: str) -> None:
    path = write(tmp_path, before)

    rewrite_entry(path, "env.yaml", "kafka", ["3.9.2"])

    assert path.read_text() == after


def test_a_line_is_added_behind_a_last_one_that_does_not_end(tmp_path: Path) -> None:
    path = write(tmp_path, "deployed:\r\n  kafka:\r\n  - 1.0 # a\r\n  - 2.0")

    rewrite_entry(path, "env.yaml", "kafka", ["1.0", "2.0", "3.0"])

    assert path.read_bytes() == b"deployed:\r\n  kafka:\r\n  - 1.0 # a\r\n  - 2.0\r\n  - 3.0"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_stay(tmp_path: Path, mark: str) -> None:
    text = mark + FILE.replace("\n", "\r\n")
    path = write(tmp_path, text)

    rewrite_entry(path, "env.yaml", "etcd", ["3.6.1", "3.6.4", "3.6.5", "3.6.6"])
    rewrite_entry(path, "env.yaml", "kafka", ["3.9.2"])

    written = text.replace("- 3.6.5\r\n", "- 3.6.5\r\n      - 3.6.6\r\n").replace("kafka: 3.6.1", "kafka: 3.9.2")
    assert path.read_bytes().decode() == written


def test_the_mode_of_the_file_and_a_link_to_it_stay(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real = write(tmp_path / "real", FILE)
    real.chmod(0o640)
    link = tmp_path / "env.yaml"
    link.symlink_to(real)

    rewrite_entry(link, "env.yaml", "kafka", ["3.9.2"])

    assert link.is_symlink()
    assert "kafka: 3.9.2" in real.read_text()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_version_that_is_there_already_changes_no_byte(tmp_path: Path) -> None:
    path = write(tmp_path, FILE)

    rewrite_entry(path, "env.yaml", "postgresql", ["14.9"])

    assert path.read_text() == FILE


@pytest.mark.parametrize(
    ("text", "versions", "message"),
    [
        ("deployed: {kafka: 1}\n", ["a\nb"], "'a b' cannot be a version: write one line of plain text"),
        ("deployed: {kafka: 1}\n", ["1.0\u202e"], "'1.0' cannot be a version: write one line of plain text"),
        ("deployed: {kafka: 1}\n", [""], "'' cannot be a version: write one line of plain text"),
        (
            "deployed:\n  kafka: |\n    1.0\n",
            ["2.0"],
            "line 2 holds the version as a block: write it on the line of its key",
        ),
        (
            "deployed:\n  kafka: >\n    1.0\n",
            ["2.0", "3.0"],
            "line 2 holds the version as a block: write it on the line of its key",
        ),
        (
            "deployed: {loki: 1.0}\n",
            ["2.0"],
            "env.yaml was changed meanwhile and was left as it is: try again",
        ),
        (
            "deployed: {kafka: [1.0, # one\n 2.0]}\n",
            ["2.0"],
            "line 1 begins a list of several lines: change its length by hand",
        ),
        (
            "deployed:\n  kafka:\n  -\n    1.0\n  -\n    2.0\n",
            ["2.0"],
            "env.yaml line 2 is written in a way that cannot be changed safely: edit it by hand",
        ),
    ],
)
def test_what_cannot_be_changed_alone_is_left_as_it_is(
    tmp_path: Path, text: str, versions: list[str], message: str
) -> None:
    path = write(tmp_path, text)

    with pytest.raises(Refused) as caught:
        rewrite_entry(path, "env.yaml", "kafka", versions)

    assert str(caught.value) == message
    assert path.read_text() == text
    assert [one.name for one in tmp_path.iterdir()] == ["env.yaml"]


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, FILE)
    tmp_path.chmod(0o500)
    try:
        if os.access(tmp_path, os.W_OK):
            pytest.skip("this user may write anywhere")
        with pytest.raises(ConfigurationError, match="env.yaml cannot be written"):
            rewrite_entry(path, "env.yaml", "kafka", ["3.9.2"])
    finally:
        tmp_path.chmod(0o700)


_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Zs")), min_size=1)
_VERSIONS = st.one_of(st.from_regex(r"v?[0-9]{1,3}(\.[0-9]{1,3}){0,3}(-rc[0-9])?", fullmatch=True), _TEXTS).map(
    lambda text: text.strip()[:60]
)


def _shaped(form: str, one: str) -> str:
    quotes = {
        "'": "'" + one.replace("'", "''") + "'",
        '"': '"' + one.replace("\\", "\\\\").replace('"', '\\"') + '"',
    }
    return quotes.get(form, one)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, str, str]:
    """Text before the version of `kafka`, that version, and what follows it."""
    plain = st.from_regex(r"[0-9]{1,2}\.[0-9]{1,2}", fullmatch=True)
    form = draw(st.sampled_from(["plain", "'", '"']))
    version = _shaped(form, draw(plain))
    entry = draw(
        st.sampled_from(
            [
                ("  kafka: ", "{}\n"),
                ("  kafka: {{version: ", ", component: kafka}}{}\n"),
                ("  kafka: {{component: kafka, version: ", "}}{}\n"),
                ("  kafka:\n    component: kafka\n    version:  ", "{}\n    repo: acme/kafka\n"),
                ("  'kafka': ", "{}\n"),
            ]
        )
    )
    comment = draw(st.sampled_from(["", " # kafka: 1.0", "   #x"]))
    other = draw(plain)
    head = f"# kafka: {other}\ncustomer: A{draw(st.sampled_from(['', ' # é ☂ 🦊']))}\ndeployed:\n  loki: {other}\n"
    tail = f"  etcd: {{version: [{other}, '{other}']}}\n"
    return head + entry[0].format(), version, entry[1].format(comment) + tail


@given(parts=files(), new=_VERSIONS, ends=st.sampled_from(["\n", "\r\n"]))
def test_any_version_written_into_any_form_is_read_back_and_nothing_else_moves(
    tmp_path_factory: pytest.TempPathFactory, parts: tuple[str, str, str], new: str, ends: str
) -> None:
    head, version, tail = (part.replace("\n", ends) for part in parts)
    text = rewritten(head + version + tail, "kafka", [new])

    assert text.startswith(head)
    assert text.endswith(tail)
    path = write(tmp_path_factory.mktemp("written"), text)
    entry = read_document(path, "env.yaml").content["deployed"]["kafka"]
    assert (entry if isinstance(entry, str) else entry["version"]) == new
