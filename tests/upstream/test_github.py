import subprocess
import sys

import pytest

from tracker.errors import ConfigurationError
from tracker.model import Origin
from tracker.upstream import Servers, locate


def feed_url(server: str, path: str) -> str:
    """The address asked for a repository of the GitHub of the settings."""
    servers = Servers(github=server, github_api=None, endoflife="https://endoflife.date/api/v1")
    return locate(Origin(path=path), servers).url


@pytest.mark.parametrize("forge", ["https://github.com", "https://github.com/"])
def test_the_feed_of_a_repository_is_its_releases_atom(forge: str) -> None:
    assert feed_url(forge, "apache/kafka") == "https://github.com/apache/kafka/releases.atom"


@pytest.mark.parametrize("path", ["a_user/x.y-z", "acme/.github", "0x/v2"])
def test_what_github_allows_in_names_is_allowed(path: str) -> None:
    assert feed_url("https://github.com", path).endswith(f"/{path}/releases.atom")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "kafka",
        "apache/",
        "/kafka",
        "a/b/c",
        "../kafka",
        "apache/..",
        "apache/.",
        "a/b?x=1",
        "a/b#c",
        "a/b\n",
        "a/\x1b[2J",
        "a/b c",
        "a%2f../b",
        "a/" + "b" * 101,
    ],
)
def test_any_other_path_is_refused_in_one_clean_line(path: str) -> None:
    with pytest.raises(ConfigurationError, match="OWNER/REPO") as caught:
        feed_url("https://github.com", path)
    assert str(caught.value).isprintable()


def test_the_package_brings_no_heavy_library() -> None:
    code = "import sys, tracker.upstream; print({'httpx', 'aiohttp', 'feedparser'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"
