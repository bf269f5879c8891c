from pathlib import Path

import pytest

from tracker.catalog.component_file import read_component
from tracker.errors import ConfigurationError
from tracker.model import Component, LineRule, TagRule

WHOLE = r"""title: Acme Broker
aliases: [broker]
repository: acme/broker
tags:
  pattern: 'v(?P<version>\d+\.\d+)'
  format: 'v{version}'
  prereleases: '-test$'
scheme: loose
line: major
endoflife: acme-broker
release_policy: https://acme.example/policy
sources: [https://github.com/acme/broker/tags]
"""


def write(folder: Path, text: str, name: str = "acme-broker") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_becomes_a_component_named_as_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, WHOLE)
    assert read_component(path, path.name) == Component(
        name="acme-broker",
        title="Acme Broker",
        repository="acme/broker",
        rule=TagRule(
            scheme="loose",
            pattern=r"v(?P<version>\d+\.\d+)",
            tag_format="v{version}",
            line=LineRule.MAJOR,
            prereleases="-test$",
        ),
        aliases=("broker",),
        endoflife="acme-broker",
        release_policy="https://acme.example/policy",
        source="https://github.com/acme/broker/tags",
        catalogued=True,
    )


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("title: Acme Broker", "title:", "line 1: title: must not be empty"),
        (
            "[broker]",
            "[Big Broker]",
            "line 2: aliases.0: 'Big Broker' is not a name of small letters, digits and hyphens",
        ),
        ("acme/broker\n", "acme\n", "line 3: repository: 'acme' is not of the form OWNER/REPO"),
        (
            r"\d+\.\d+)'",
            r"\d+'",
            "line 5: tags.pattern: 'v(?P<version>\\d+' is not a regular expression: missing ), ",
        ),
        ("(?P<version>", "(", "line 5: tags.pattern: 'v(\\d+\\.\\d+)' has no group (?P<version>...)"),
        ("'v{version}'", "v", "line 6: tags.format: 'v' must hold {version} or {underscored}, and no other field"),
        (
            "'v{version}'",
            "'v{0}'",
            "line 6: tags.format: 'v{0}' must hold {version} or {underscored}, and no other",
        ),
        (
            "'v{version}'",
            "'v{'",
            "line 6: tags.format: 'v{' must hold {version} or {underscored}, and no other field",
        ),
        ("loose", "roman", "line 8: scheme: 'roman' is not one of semver, pep440, loose, calendar, integer, date"),
        (
            "line: major",
            "line: minor",
            "line 9: line: 'minor' is not one of major.minor, major, all but last, rolling",
        ),
        (
            "https://acme.example",
            "ftp://x",
            "line 11: release_policy: 'ftp://x/policy' is not an https:// address",
        ),
        ("scheme: loose\n", "", "line 1: missing key 'scheme'"),
        ("repository:", "repositry:", "line 3: unknown key 'repositry', did you mean 'repository'?"),
        ("  format:", "  fromat:", "line 6: unknown key 'fromat' under tags, did you mean 'format'?"),
    ],
)
def test_a_wrong_value_is_told_with_its_line_and_key(tmp_path: Path, right: str, wrong: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_component(write(tmp_path, WHOLE.replace(right, wrong, 1)), "acme-broker.yaml")
    assert str(caught.value).startswith(f"acme-broker.yaml {message}")


def test_a_file_name_that_is_no_name_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, WHOLE, name="Acme Broker")
    with pytest.raises(
        ConfigurationError, match=r"^Acme Broker\.yaml: a component's file is named in small letters"
    ):
        read_component(path, path.name)
