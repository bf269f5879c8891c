"""Regular expressions made of several, each on its own line."""

import re


def any_of(*expressions: str) -> re.Pattern[str]:
    """Compile an expression that fits where one of some does, whatever the case."""
    return re.compile("|".join(f"(?:{one})" for one in expressions), re.IGNORECASE)
