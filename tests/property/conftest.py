"""How hard the laws are tried."""

import os

from hypothesis import settings

settings.register_profile(
    "laws", max_examples=int(os.environ.get("HYPOTHESIS_MAX_EXAMPLES", "60")), deadline=None, database=None
)
settings.load_profile("laws")
