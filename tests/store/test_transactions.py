"""Two at once on one database: writers take turns, readers see one state, and nothing is lost or half done."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Connection, Engine, text

from only_readable import files_no_longer_than
from tracker.errors import StorageError
from tracker.store.database import HEAD, open_engine, reading, writing

ROUNDS = 50


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database with a table of one number."""
    opened = open_engine(database_url)
    with writing(opened) as connection:
        connection.execute(text("CREATE TABLE counter (number INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    yield opened
    opened.dispose()


@pytest.fixture
def others() -> Iterator[ExitStack]:
    """What is let go of at the end: engines as another process would have them."""
    with ExitStack() as stack:
        yield stack


def other(engine: Engine, others: ExitStack, **patience: float) -> Engine:
    opened = open_engine(engine.url.render_as_string(hide_password=False), **patience)
    others.callback(opened.dispose)
    return opened


def number(connection: Connection) -> int:
    return int(connection.execute(text("SELECT number FROM counter")).scalar_one())


def add_one(engine: Engine) -> None:
    """Read, and write what follows from it."""
    with writing(engine) as connection:
        known = number(connection)
        connection.execute(text("UPDATE counter SET number = :next"), {"next": known + 1})


def test_d03_d05_of_two_that_read_and_then_write_neither_loses_what_the_other_wrote(
    engine: Engine, others: ExitStack
) -> None:
    start = Barrier(2, timeout=60)

    def work(mine: Engine) -> None:
        for _ in range(ROUNDS):
            start.wait()
            add_one(mine)

    with ThreadPoolExecutor() as pool:
        list(pool.map(work, (engine, other(engine, others))))

    with reading(engine) as connection:
        assert number(connection) == 2 * ROUNDS


def test_d02_a_writer_waits_for_another_one(engine: Engine, others: ExitStack) -> None:
    late = other(engine, others)
    with ThreadPoolExecutor() as pool:
        with writing(engine) as connection:
            done = pool.submit(add_one, late)
            assert wait([done], timeout=0.5).not_done
            connection.execute(text("UPDATE counter SET number = 10"))
        done.result()

    with reading(engine) as connection:
        assert number(connection) == 11


def test_d02_a_writer_that_waited_too_long_says_so_and_can_try_again(engine: Engine, others: ExitStack) -> None:
    impatient = other(engine, others, wait=0.05)

    with writing(engine), pytest.raises(StorageError, match="another process is writing to it, try again"):
        add_one(impatient)
    add_one(impatient)

    with reading(engine) as connection:
        assert number(connection) == 1


def test_a_reader_sees_one_state_and_waits_for_no_writer(engine: Engine, others: ExitStack) -> None:
    with reading(engine) as before:
        assert number(before) == 0
        add_one(other(engine, others))
        assert number(before) == 0
    with writing(engine), reading(engine) as after:
        assert number(after) == 1


def test_a_transaction_that_fails_leaves_nothing(engine: Engine) -> None:
    def fail_half_way() -> None:
        with writing(engine) as connection:
            connection.execute(text("UPDATE counter SET number = 7"))
            connection.execute(text("UPDATE nowhere SET number = 7"))

    with pytest.raises(StorageError, match="nowhere"):
        fail_half_way()

    with reading(engine) as connection:
        assert number(connection) == 0


def test_many_may_open_a_new_database_at_once(database_url: str) -> None:
    start = Barrier(6, timeout=60)

    def work(_: int) -> Engine:
        start.wait()
        return open_engine(database_url)

    with ThreadPoolExecutor(6) as pool:
        opened = list(pool.map(work, range(6)))

    for one in opened:
        with reading(one) as connection:
            assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [HEAD]
        one.dispose()


def add_for_ever(engine: Engine, done: list[str]) -> None:
    while True:
        add_one(engine)
        done.append("one more")


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_on_a_full_disk_nothing_is_kept_half_and_work_goes_on_when_there_is_room(
    engine: Engine, tmp_path: Path
) -> None:
    largest = max(one.stat().st_size for one in tmp_path.iterdir())
    done: list[str] = []
    with (
        files_no_longer_than(largest + 20_000),
        pytest.raises(StorageError, match="its disk is sound and has room"),
    ):
        add_for_ever(engine, done)

    add_one(engine)

    with reading(engine) as connection:
        assert number(connection) == len(done) + 1
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
