"""The settings: a command's option, else an environment variable, else tracker.yaml, else the default."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from email.utils import getaddresses
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

import platformdirs
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from tracker.errors import ConfigurationError
from tracker.mail_address import is_mail_address
from tracker.sending.server import mail_server
from tracker.text import clean_line, unsafe_character
from tracker.watchlists_folder import APPLICATION, default_watchlists
from tracker.web_address import listen_address, server_address
from tracker.yaml_file import read_document, validate


class LogFormat(StrEnum):
    """How the log of a program that stays up is written."""

    LOGFMT = "logfmt"
    JSON = "json"


def _web_address(text: str) -> str:
    """Check the address of a server; an empty one switches its source off."""
    return server_address(text) if text else text


def _listen(text: str) -> str:
    """Check an address to listen on; an empty one means that nobody listens."""
    if text:
        listen_address(text)
    return text


def _age(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    from tracker.advice import parse_duration  # with all that judges: 0.1 s before the first screen has its rows

    return parse_duration(value)


def _without_password(text: str) -> str:
    if urlsplit(text).password:
        raise ValueError("a password does not belong in a file of the watchlists: set TRACKER_DATABASE_URL")
    return text


def _sendable(token: SecretStr) -> SecretStr:
    """Check that a token can stand in a header; the complaint does not repeat it."""
    text = token.get_secret_value()
    if not (text.isascii() and text.isprintable() and " " not in text and len(text) <= 1000):
        raise ValueError("is no token: it holds blanks or other characters that cannot be sent")
    return token


def _mail_server(url: SecretStr) -> SecretStr:
    """Check the URL of a mail server; the complaint does not repeat it."""
    mail_server(url.get_secret_value())
    return url


def _passwordless_server(text: str) -> str:
    mail_server(text)
    if urlsplit(text).password:
        raise ValueError("a password does not belong in a file of the watchlists: set TRACKER_SMTP_URL")
    return text


def _sender(text: str) -> str:
    (_, address), *more = getaddresses([text])
    if more or not is_mail_address(address) or unsafe_character(text) or "\n" in text:
        raise ValueError(f"'{clean_line(text)}' is not an address such as tracker@acme.example")
    return text


def _secret_elsewhere(_: Any) -> None:
    raise ValueError("a secret does not belong in a file of the watchlists: set TRACKER_GITHUB_TOKEN")


def _folder_elsewhere(_: Any) -> None:
    raise ValueError("the folder cannot be named by a file in it: set TRACKER_WATCHLISTS, or say --watchlists")


WebAddress = Annotated[str, AfterValidator(_web_address)]
ListenAddress = Annotated[str, AfterValidator(_listen)]
Token = Annotated[SecretStr, AfterValidator(_sendable)]
SmtpUrl = Annotated[SecretStr, AfterValidator(_mail_server)]
MailAddress = Annotated[str, AfterValidator(_sender)]


_SECRETS = ("database_url", "github_token", "smtp_url")
# A folder or database named by an empty text is not named; an empty URL switches a source off.
_NEVER_EMPTY = frozenset(
    {
        "watchlists",
        "database_url",
        "github_token",
        "smtp_url",
        "mail_from",
        "max_age",
        "host_connections",
        "log_format",
        "theme",
    }
)


def _default_database() -> str:
    return f"sqlite:///{platformdirs.user_data_path(APPLICATION)}/tracker.db"


class _SettingsFile(BaseModel):
    """What tracker.yaml may say: neither secrets nor the folder it is in."""

    model_config = ConfigDict(extra="forbid")

    watchlists: Annotated[None, BeforeValidator(_folder_elsewhere)] = None
    database_url: Annotated[str, AfterValidator(_without_password)] | None = None
    github_token: Annotated[None, BeforeValidator(_secret_elsewhere)] = None
    github_url: WebAddress | None = None
    github_api_url: WebAddress | None = None
    endoflife_url: WebAddress | None = None
    osv_url: WebAddress | None = None
    kev_url: WebAddress | None = None
    smtp_url: Annotated[str, AfterValidator(_passwordless_server)] | None = None
    mail_from: MailAddress | None = None
    max_age: Annotated[timedelta, BeforeValidator(_age)] | None = None
    metrics_listen: ListenAddress | None = None
    log_format: LogFormat | None = None
    host_connections: Annotated[int, Field(ge=1, le=64)] | None = None
    # Whom the team tells of what is read where it is used, so that a mistake in it stops nothing else.
    digests: Any = Field(default=None, exclude=True)
    alerts: Any = Field(default=None, exclude=True)
    theme: str | None = None


class Settings(BaseSettings):
    """All settings of one run, validated."""

    model_config = SettingsConfigDict(env_prefix="TRACKER_", frozen=True)

    watchlists: Path = Field(default_factory=default_watchlists)
    database_url: str = Field(default_factory=_default_database)
    github_url: WebAddress = "https://github.com"
    github_api_url: WebAddress = "https://api.github.com"
    github_token: Token | None = None
    endoflife_url: WebAddress = "https://endoflife.date/api/v1"
    osv_url: WebAddress = "https://api.osv.dev/v1"
    kev_url: WebAddress = "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json"
    smtp_url: SmtpUrl | None = None
    mail_from: MailAddress | None = None
    max_age: Annotated[timedelta, BeforeValidator(_age)] = timedelta(hours=1)
    metrics_listen: ListenAddress = ""
    log_format: LogFormat = LogFormat.LOGFMT
    host_connections: Annotated[int, Field(ge=1, le=64)] = 4
    theme: str | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must appear in no log: tokens, and the passwords in URLs, also as they are written there."""
        token = self.github_token.get_secret_value() if self.github_token else ""
        smtp_url = self.smtp_url.get_secret_value() if self.smtp_url else ""
        passwords = [urlsplit(url).password or "" for url in (self.database_url, smtp_url)]
        return tuple(filter(None, (token, *passwords, *map(unquote, passwords))))

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: options, environment variables, tracker.yaml."""
        given: dict[str, Any] = {**env_settings(), **init_settings()}
        nearer = {name: value for name, value in given.items() if value or name not in _NEVER_EMPTY}
        folder = Path(nearer.get("watchlists") or default_watchlists())
        return tuple(InitSettingsSource(settings_cls, source) for source in (nearer, _from_file(folder)))


def load_settings(**options: Any) -> Settings:
    """Gather the settings; options that are None count as not given. Raises ConfigurationError.

    A secret may stand in a file that a variable ending in _FILE names; GITHUB_TOKEN stands in for the token.
    """
    given = {name: value for name, value in options.items() if value is not None}
    for name in _SECRETS:
        if name not in given and (secret := _secret(f"TRACKER_{name.upper()}")):
            given[name] = secret
    if "github_token" not in given and (token := os.environ.get("GITHUB_TOKEN", "").strip()):
        given["github_token"] = token
    try:
        return Settings(**given)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        name = str(problem["loc"][0])
        told = problem.get("ctx", {}).get("error") or problem["msg"]
        raise ConfigurationError(f"{_spoken(name)}: {told}") from None


def _spoken(name: str) -> str:
    return f"the setting TRACKER_{name.upper()}"


def _secret(variable: str) -> str | None:
    """Read a secret from its variable, else from the file that its …_FILE variable names."""
    path = os.environ.get(f"{variable}_FILE")
    if path is None or variable in os.environ:
        return os.environ.get(variable, "").strip() or None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(f"{variable}_FILE names {path}, which cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{variable}_FILE names {path}, which is not a text in UTF-8") from None


def open_secrets() -> Iterator[tuple[str, str]]:
    """Name the files that hold secrets and that others than their owner may read, with their variable."""
    for name in _SECRETS:
        variable = f"TRACKER_{name.upper()}_FILE"
        path = Path(os.environ.get(variable) or os.devnull)
        with suppress(OSError):
            if path.is_file() and path.stat().st_mode & 0o077:
                yield variable, str(path)


def _from_file(folder: Path) -> dict[str, Any]:
    path = folder / "tracker.yaml"
    try:
        if not path.is_file():
            return {}
    except OSError as error:
        raise ConfigurationError(f"{clean_line(str(path))} cannot be read: {error.strerror}") from None
    read = validate(read_document(path, path.name), _SettingsFile)
    return read.model_dump(exclude_none=True)
