"""Two environments side by side, and one at two instants."""

from datetime import timedelta

import pytest

from examples import NOW, day
from home import Home
from loopback import GitHub
from tracker.errors import ConfigurationError
from tracker.model import Relation, SideBySide
from tracker.pipeline.comparing import Looked, compare_two
from tracker.report.side_by_side import duties_apart, side_by_side_markdown


@pytest.fixture
def acme(home: Home, github: GitHub) -> Home:
    """Two environments that run kafka, of which one runs something else, too."""
    github.repository("apache/kafka").release("4.4.0", at=day("2026-09-01"))
    github.repository("acme/gateway").release("v1.5.0", at=day("2026-10-01"))
    home.write(
        "prod.yaml",
        "since: 2026-01-01\ndeployed: {kafka: 3.6.1, gateway: {version: v1.5.0, repo: acme/gateway}}\n",
    )
    home.write("test.yaml", "since: 2026-01-01\ndeployed: {queue: {component: kafka, version: 4.4.0}}\n")
    home.check("prod", "test")
    return home


def compared(home: Home, left: Looked, right: Looked) -> SideBySide:
    return compare_two(home.settings, left, right, NOW + timedelta(days=2))


def test_two_environments(acme: Home) -> None:
    found = compared(acme, Looked(environment="prod"), Looked(environment="test"))

    gateway, kafka = found.pairs
    assert (gateway.standing, gateway.right) == (Relation.ONLY_LEFT, None)
    assert (kafka.name, kafka.standing) == ("kafka", Relation.OLDER)
    assert kafka.right is not None
    assert kafka.right.name == "queue"
    assert duties_apart(kafka) == (("support:3.6",), ())
    text = side_by_side_markdown(found)
    assert text.startswith("## prod and test\n\n1 only on the left, 1 older on the left.\n")
    assert "| kafka | 3.6.1 overdue | \\< | 4.4.0 ok | left: support:3.6 |" in text


def test_an_environment_beside_itself_is_the_same(acme: Home) -> None:
    found = compared(acme, Looked(environment="prod"), Looked(environment="prod"))

    assert [(one.name, one.standing) for one in found.pairs] == [
        ("gateway", Relation.SAME),
        ("kafka", Relation.SAME),
    ]


def test_one_environment_at_two_instants(acme: Home) -> None:
    acme.write("prod.yaml", "since: 2026-01-01\ndeployed: {kafka: 4.4.0}\n")
    acme.check("prod", now=NOW + timedelta(days=1), offline=True)
    before = Looked(environment="prod", as_of=NOW + timedelta(hours=1))

    found = compared(acme, before, Looked(environment="prod"))

    (kafka,) = found.pairs
    assert kafka.left is not None
    assert (kafka.left.deployed.version, kafka.standing) == ("3.6.1", Relation.OLDER)
    assert (found.left.asked, found.right.asked) == (True, False)
    assert side_by_side_markdown(found).startswith("## prod on 2026-11-20 and prod\n")


def test_the_same_twice(acme: Home) -> None:
    found = compared(acme, Looked(environment="prod"), Looked(environment="prod"))

    assert side_by_side_markdown(found) == "## prod and prod\n\n2 the same.\n"


@pytest.mark.usefixtures("no_database")
def test_nothing_and_nobody(home: Home) -> None:
    home.write("a.yaml", "deployed: {}\n")

    with pytest.raises(ConfigurationError):
        compared(home, Looked(environment="a"), Looked(environment="b"))
    assert not home.database.exists()
