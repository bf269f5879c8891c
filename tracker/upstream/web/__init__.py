"""Asking servers: conditional, polite, bounded in time and size."""

import sys
from typing import Any, cast

# httpx imports the command line that comes with it where it can: click, rich and pygments are 5 MB and 70 ms.
cast("dict[str, Any]", sys.modules).setdefault("httpx._main", None)
