"""How files say where releases are published; X.. are the hostile forms here."""

from pathlib import Path

import pytest

from tracker.errors import ConfigurationError
from tracker.model import Origin, TagPlace
from tracker.yaml_file import read_document, validate
from tracker.yaml_source import SourceOfFile


def read(folder: Path, text: str) -> Origin:
    path = folder / "source.yaml"
    path.write_text(text + "\n", encoding="utf-8")
    return validate(read_document(path, path.name), SourceOfFile).origin


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("github: acme/gateway", Origin(path="acme/gateway")),
        ("{github: acme/gateway, url: 'https://github.com/'}", Origin(path="acme/gateway")),
        (
            "{github: acme/gateway, url: 'https://GHE.acme.example/'}",
            Origin(path="acme/gateway", url="https://ghe.acme.example"),
        ),
        (
            "gitlab: group/sub/project",
            Origin(kind="gitlab", path="group/sub/project", url="https://gitlab.com"),
        ),
        (
            "{gitlab: group/project, url: 'http://10.1.2.3/gitlab'}",
            Origin(kind="gitlab", path="group/project", url="http://10.1.2.3/gitlab"),
        ),
        (
            "{gitea: forgejo/forgejo, url: 'https://codeberg.org'}",
            Origin(kind="gitea", path="forgejo/forgejo", url="https://codeberg.org"),
        ),
        (
            "{forgejo: forgejo/forgejo, url: 'https://codeberg.org'}",
            Origin(kind="gitea", path="forgejo/forgejo", url="https://codeberg.org"),
        ),
        ("feed: https://acme.example/feed.xml", Origin(kind="feed", path="https://acme.example/feed.xml")),
        (
            "{feed: 'https://acme.example/feed.xml', from: title}",
            Origin(kind="feed", path="https://acme.example/feed.xml", tag_place=TagPlace.TITLE),
        ),
        ("endoflife: amazon-eks", Origin(kind="endoflife", path="amazon-eks")),
    ],
)
def test_every_way_to_name_a_source_is_read(tmp_path: Path, text: str, origin: Origin) -> None:
    assert read(tmp_path, text) == origin


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "# nothing\n{}",
            "must name one of github, gitlab, gitea, forgejo, feed, endoflife, and only one",
        ),
        ("github: a/b\ngitlab: a/b", "line 1: must name one of github"),
        ("feed: https://a.example/b\nendoflife: kafka", "line 1: must name one of github"),
        ("url: https://a.example", "line 1: must name one of github"),
        ("gitub: a/b", "line 1: unknown key 'gitub', did you mean 'github'?"),
        ("github: a/b\nform: title", "line 2: unknown key 'form', did you mean 'from'?"),
        ("github: a/b\nfrom: title", "line 1: from goes only with feed"),
        ("feed: https://a.example/b\nfrom: header", "line 2: from: 'header' is not one of link, title, id"),
        ("feed: https://a.example/b\nurl: https://a.example", "line 1: url does not go with feed"),
        ("gitea: a/b", "line 1: gitea needs the url of its server, such as https://codeberg.org"),
        ("forgejo: a/b", "line 1: forgejo needs the url of its server"),
        ("gitea: a/b\nurl: codeberg.org", "line 2: url: 'codeberg.org' is not an http or https address"),
        ("feed: acme.example/feed", "line 1: feed: 'acme.example/feed' is not an http or https address"),
        ("github: [a/b]", "line 1: github: a list is not a text"),
        ("endoflife: Amazon EKS", "line 1: endoflife: 'Amazon EKS' is not the name of a product"),
        ("endoflife: ../../v1", "line 1: endoflife: '../../v1' is not the name of a product"),
        ("endoflife: " + "a" * 101, "is not the name of a product"),
        ("gitlab: project", "line 1: gitlab: 'project' is not of the form GROUP/PROJECT"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_key(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, text)
    assert f"source.yaml {problem}" in str(caught.value) or problem in str(caught.value)


@pytest.mark.parametrize("key", ["github", "gitea", "forgejo", "gitlab"])
@pytest.mark.parametrize(
    "path",
    ["../..", "a/..", "./b", "a%2f../b", "a/b?c", "a/b#c", "a//b", "/a/b", "a/b/", "a b/c", "a/" + "b" * 300],
)
def test_x02_a_repository_that_climbs_or_is_no_name_is_refused(tmp_path: Path, key: str, path: str) -> None:
    with pytest.raises(ConfigurationError, match="is not of the form"):
        read(tmp_path, f"{key}: '{path}'\nurl: https://git.example")


def test_x02_an_invisible_character_in_a_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"contains the invisible character U\+0000"):
        read(tmp_path, 'github: "a/b\\0"')
