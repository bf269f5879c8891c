"""Where the watchlists are when nobody says so."""

from pathlib import Path

import platformdirs

APPLICATION = "tracker"


def default_watchlists() -> Path:
    """The folder `watchlists` here, else the one in the configuration folder of the user."""
    here = Path("watchlists")
    return here if here.is_dir() else platformdirs.user_config_path(APPLICATION) / "watchlists"
