"""What is shown before the store can be opened is what the store says a moment later."""

import pytest

from home import Home
from tracker.errors import StorageError
from tracker.pipeline.glance import glance
from tracker.pipeline.overview import overview
from tracker.record import replace


@pytest.fixture
def checked(home: Home) -> Home:
    home.write("acme/prod.yaml", "customer: Acme\ntier: staging\ndeployed: {kafka: 3.4.0, spark: 3.2.0}\n")
    home.write("lab.yaml", "deployed: {kafka: 4.3.1}\n")
    home.check("acme/prod", "lab", offline=True)
    return home


def test_it_is_what_the_store_says(checked: Home) -> None:
    assert glance(checked.settings) == tuple(one.summary for one in overview(checked.settings))


def test_an_environment_whose_file_is_gone_is_left_out(checked: Home) -> None:
    (checked.watchlists / "lab.yaml").unlink()

    assert [one.environment for one in glance(checked.settings)] == ["acme/prod"]


def test_whatever_is_wrong_is_left_to_the_store_to_say(checked: Home) -> None:
    missing = Home(root=checked.root / "elsewhere", github_url="")
    server = replace(checked, database_url="postgresql+psycopg://nobody@127.0.0.1:9/none")

    assert glance(missing.settings) == ()
    assert not missing.database.exists()
    assert glance(server.settings) == ()
    checked.database.write_bytes(b"no database")
    assert glance(checked.settings) == ()
    with pytest.raises(StorageError):
        overview(checked.settings)
