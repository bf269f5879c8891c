"""A whole poll, whatever one server sends: what it takes more memory than a poll of a small feed."""

import json
import os
import subprocess
import sys

import pytest

from faults.world import VICTIM, World
from home import Home
from hostile import hostile_feed
from loopback import GitHub, faults
from tracker.upstream.web.body import MOST_BYTES

MOST_MEMORY = 100_000  # KB
MEASURED = """
import json, resource, subprocess, sys
ended = subprocess.run([sys.executable, "-m", "tracker", "poll"], capture_output=True, text=True)
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([ended.returncode, ended.stderr, most]))
"""


def poll(home: Home) -> tuple[int, str, int]:
    """Poll in a process of its own; return its exit code, what it said, and the most KB that any process held."""
    environment = {**os.environ, **home.environment}
    ended = subprocess.run(
        [sys.executable, "-c", MEASURED], env=environment, capture_output=True, text=True, check=True
    )
    code, said, most = json.loads(ended.stdout)
    return code, said, most


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
@pytest.mark.parametrize("kind", ["p01 entity references", "p11 entries that do not end", "p12 contents"])
def test_h19_h20_p12_a_poll_takes_at_most_100_megabytes_more_whatever_is_served(
    home: Home, github: GitHub, kind: str
) -> None:
    world = World(home, github)
    _, _, usual = poll(home)
    world.github.fail(faults.body(hostile_feed(kind, MOST_BYTES - 100_000)), f"{VICTIM}/releases.atom")

    code, said, most = poll(home)

    assert (code, most - usual < MOST_MEMORY) == (1, True), (said, most - usual)
    assert "Traceback" not in said
