"""A stored summary, as the row of its table has it; the store and whoever reads before it read it alike."""

import json
from collections.abc import Mapping
from typing import Any

from tracker.model import Summary, Tier, Urgency, Verdict


def summary_of(row: Mapping[str, Any]) -> Summary:
    """Read a row whose instants are read already; raises KeyError and ValueError for what is no summary."""
    stored = json.loads(row["counts"])
    known = {name: by for name, by in stored.items() if isinstance(by, dict)}
    return Summary(
        environment=row["environment"],
        customer=row["customer"],
        tier=Tier(row["tier"]),
        checked_at=row["checked_at"],
        verdict=Verdict(row["verdict"]),
        counts={Verdict(name): sum(by.values()) if name in known else by for name, by in stored.items()},
        behind=row["behind"],
        next_due=row["next_due"],
        urgencies={(Verdict(name), Urgency(of)): n for name, by in known.items() for of, n in by.items()},
    )
