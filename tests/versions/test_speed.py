"""How fast tags are read, and how the cost grows with their number."""

from math import log

import pytest

from tag_lists import made_up, seconds_to_read


@pytest.mark.slow
@pytest.mark.timed
def test_a_million_tags_a_minute_at_a_cost_that_grows_no_faster_than_n_log_n() -> None:
    best = {count: min(seconds_to_read(made_up(count)) for _ in range(5)) for count in (1_000, 10_000, 100_000)}

    assert all(seconds * 1_000_000 / count <= 60 for count, seconds in best.items()), best
    for count in (10_000, 100_000):
        allowed = count * log(count) / (1_000 * log(1_000))
        assert best[count] <= allowed * best[1_000], best
    assert best[100_000] <= 12.5 * best[10_000], best
