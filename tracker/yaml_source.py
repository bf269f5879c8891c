"""How files say where releases are published: one way of several, told apart by its key."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from tracker.model import Origin, TagPlace
from tracker.text import is_project, is_repository
from tracker.web_address import page_address, server_address
from tracker.yaml_problems import quoted

_PRODUCT = re.compile(r"[a-z0-9]+([.+-][a-z0-9]+)*")
_KINDS = {"github": "github", "gitlab": "gitlab", "gitea": "gitea", "forgejo": "gitea"}
_OWN_SERVER = {"github": "https://github.com", "gitlab": "https://gitlab.com"}


def _repository(text: str) -> str:
    if not is_repository(text):
        raise ValueError(f"{quoted(text)} is not of the form OWNER/REPO")
    return text


def _project(text: str) -> str:
    if not is_project(text):
        raise ValueError(f"{quoted(text)} is not of the form GROUP/PROJECT or GROUP/SUBGROUP/PROJECT")
    return text


def _product(text: str) -> str:
    if not _PRODUCT.fullmatch(text) or len(text) > 100:
        raise ValueError(
            f"{quoted(text)} is not the name of a product as endoflife.date writes it, such as amazon-eks"
        )
    return text


Repository = Annotated[str, AfterValidator(_repository)]


class SourceOfFile(BaseModel):
    """Where releases are published."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    github: Repository | None = None
    gitlab: Annotated[str, AfterValidator(_project)] | None = None
    gitea: Repository | None = None
    forgejo: Repository | None = None
    feed: Annotated[str, AfterValidator(page_address)] | None = None
    endoflife: Annotated[str, AfterValidator(_product)] | None = None
    url: Annotated[str, AfterValidator(server_address)] | None = None
    place: TagPlace | None = Field(default=None, alias="from")

    @property
    def origin(self) -> Origin:
        """The source as a record; a server that is its kind's own is named as one is without `url`."""
        if self.endoflife is not None:
            return Origin(kind="endoflife", path=self.endoflife)
        if self.feed is not None:
            return Origin(kind="feed", path=self.feed, tag_place=self.place)
        ((key, path),) = self._forges()
        url = self.url or _OWN_SERVER.get(key)
        return Origin(kind=_KINDS[key], path=path, url=None if url == _OWN_SERVER["github"] else url)

    def _forges(self) -> list[tuple[str, str]]:
        named = {key: getattr(self, key) for key in _KINDS}
        return [(key, path) for key, path in named.items() if path is not None]

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        forges = [key for key, _ in self._forges()]
        pages = [key for key in ("feed", "endoflife") if getattr(self, key) is not None]
        if len(forges) + len(pages) != 1:
            raise ValueError("must name one of github, gitlab, gitea, forgejo, feed, endoflife, and only one")
        if self.url and not forges:
            raise ValueError(f"url does not go with {pages[0]}")
        if self.place and self.feed is None:
            raise ValueError("from goes only with feed")
        if forges and self.url is None and forges[0] not in _OWN_SERVER:
            raise ValueError(f"{forges[0]} needs the url of its server, such as https://codeberg.org")
        return self
