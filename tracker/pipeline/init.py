"""A first watchlist to fill in."""

from tracker.deployed.folder import Folder
from tracker.errors import ConfigurationError
from tracker.settings import Settings

_TEMPLATE = """\
# What runs in {name}. `tracker check {name}` judges it; the README explains every key.
# customer: Acme
tier: production # production | staging | development
deployed:
  # NAME: VERSION, as the running system reports it. Any GitHub repository can be followed:
  #   gateway: {{version: v1.4.0, repo: OWNER/REPO}}
  kafka: 3.9.1
  postgresql: 16.10
"""


def create_environment(settings: Settings, name: str) -> str:
    """Write a first file for an environment and return its path; raises ConfigurationError where one exists."""
    path = Folder(settings.watchlists).file_of(name)
    text = _TEMPLATE.format(name=name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ConfigurationError(f"{path} exists already and was left as it is") from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror}") from None
    return str(path)
