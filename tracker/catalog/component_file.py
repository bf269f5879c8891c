"""One component's YAML file: its keys, what each may hold, and the record it becomes."""

import re
import string
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from tracker.errors import ConfigurationError, UnreadableVersion
from tracker.model import Avoided, Component, KnownAs, LineRule, Origin, Package, Status, TagRule
from tracker.record import replace
from tracker.versions import SCHEMES, Range, read_deployed
from tracker.yaml_file import Document, overlay, validate
from tracker.yaml_problems import KeyPath
from tracker.yaml_source import Repository, SourceOfFile

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WEB_ADDRESS = re.compile(r"https://[^\s/]+(/\S*)?")
_IMAGE = re.compile(r"([a-z0-9.-]+(:\d+)?/)?[a-z0-9]+([._/-]+[a-z0-9]+)*")
_PURL = re.compile(r"pkg:[a-z0-9.+-]+/\S+")
_FIELDS = frozenset({"version", "underscored"})
ORIGIN_KEYS = ("repository", "source")


def _text(text: str) -> str:
    if not text:
        raise ValueError("must not be empty")
    return text


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise ValueError(f"'{text}' is not a name of small letters, digits and hyphens")
    return text


def _web_address(text: str) -> str:
    if not _WEB_ADDRESS.fullmatch(text):
        raise ValueError(f"'{text}' is not an https:// address")
    return text


def _image(text: str) -> str:
    if not _IMAGE.fullmatch(text):
        raise ValueError(f"'{text}' is not the name of an image without its tag, such as apache/kafka")
    return text


def _purl(text: str) -> str:
    if not _PURL.fullmatch(text):
        raise ValueError(f"'{text}' is not a package URL such as pkg:github/apache/kafka")
    return text


def _expression(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"'{text}' is not a regular expression: {error}") from None
    return text


def _pattern(text: str) -> str:
    if "version" not in re.compile(_expression(text)).groupindex:
        raise ValueError(f"'{text}' has no group (?P<version>...)")
    return text


def _tag_format(text: str) -> str:
    try:
        fields = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
    except ValueError:
        fields = set()
    if not fields or not fields <= _FIELDS:
        raise ValueError(f"'{text}' must hold {{version}} or {{underscored}}, and no other field")
    return text


def _scheme(text: str) -> str:
    if text not in SCHEMES:
        raise ValueError(f"'{text}' is not one of {', '.join(SCHEMES)}")
    return text


def _range(text: str) -> str:
    """Read a range; a bare version means that version alone."""
    return str(Range.parse(f"={text}" if text[:1].isdigit() else text))


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Text = Annotated[str, AfterValidator(_text)]
Name = Annotated[str, AfterValidator(_name)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Expression = Annotated[str, AfterValidator(_expression)]
Pattern = Annotated[str, AfterValidator(_pattern)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TagsOfFile(_Strict):
    """How the project writes its tags: a full match on the raw tag, and the tag of a version."""

    pattern: Pattern
    format: Annotated[str, AfterValidator(_tag_format)]
    prereleases: Expression | None = None


class KnownAsOfFile(_Strict):
    """How other systems name the component."""

    images: tuple[Annotated[str, AfterValidator(_image)], ...] = ()
    charts: tuple[Name, ...] = ()
    charms: tuple[Name, ...] = ()
    purls: tuple[Annotated[str, AfterValidator(_purl)], ...] = ()
    image_version: Pattern | None = None


class PackageOfFile(_Strict):
    """What a vulnerability service calls the component: a package URL, or an ecosystem and a name in it."""

    purl: Annotated[str, AfterValidator(_purl)] | None = None
    ecosystem: Text | None = None
    name: Text | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.purl is None) == (self.ecosystem is None) or (self.ecosystem is None) != (self.name is None):
            raise ValueError("must hold a purl, or an ecosystem and a name")
        return self


class AvoidedOfFile(_Strict):
    """A range of versions not to move to."""

    range: Annotated[str, AfterValidator(_range)]
    why: Text
    url: WebAddress | None = None
    use: Annotated[str, AfterValidator(_range)] | None = None


class ReleaseOfFile(_Strict):
    """What is said of one release."""

    skip: Text
    url: WebAddress | None = None


class ComponentFile(_Strict):
    """The keys of a component's file; an unknown one is refused."""

    repository: Repository | None = None
    source: SourceOfFile | None = None
    title: Text | None = None
    tags: TagsOfFile | None = None
    scheme: Annotated[str, AfterValidator(_scheme)] = "loose"
    line: LineRule = LineRule.MAJOR_MINOR
    lts: tuple[Text, ...] = ()
    sources: tuple[WebAddress, ...] = ()
    aliases: tuple[Name, ...] = ()
    endoflife: Name | None = None
    osv: tuple[PackageOfFile, ...] = ()
    known_as: KnownAsOfFile = KnownAsOfFile()
    version_command: Annotated[tuple[Text, ...], BeforeValidator(_as_list)] = ()
    status: Literal["active", "maintenance", "abandoned", "replaced"] = "active"
    replaced_by: Annotated[tuple[Name, ...], BeforeValidator(_as_list)] = ()
    avoid: tuple[AvoidedOfFile, ...] = ()
    releases: dict[str, ReleaseOfFile] = Field(default_factory=dict)
    release_policy: WebAddress | None = None
    upgrade_notes: WebAddress | None = None

    @property
    def origin(self) -> Origin:
        """Where its releases are published."""
        return self.source.origin if self.source else Origin(path=str(self.repository))

    @property
    def product(self) -> str | None:
        """What endoflife.date calls it: what is said, else the product that its releases come from."""
        return self.endoflife or (self.source.endoflife if self.source else None)

    @model_validator(mode="after")
    def _from_one_place(self) -> Self:
        if (self.repository is None) == (self.source is None):
            raise ValueError("must hold repository or source, and not both")
        return self

    @model_validator(mode="after")
    def _replaced_by_something(self) -> Self:
        if self.status == "replaced" and not self.replaced_by:
            raise ValueError("status: replaced needs replaced_by")
        return self


def read_component(name: str, documents: Sequence[Document]) -> Component:
    """Make a component of its documents, the lowest first; raises ConfigurationError with file, line and key."""
    layers = _Layers(documents)
    if not NAME.fullmatch(name):
        message = f"{layers.shown}: a component's file is named in small letters, digits and hyphens"
        raise ConfigurationError(message)
    file = validate(layers.whole, ComponentFile)
    rule = _rule(file)
    return Component(
        name=name,
        title=file.title or name,
        origin=file.origin,
        catalogued=True,
        rule=rule,
        aliases=file.aliases,
        lts=file.lts,
        endoflife=file.product,
        packages=tuple(Package(**one.model_dump()) for one in file.osv),
        release_policy=file.release_policy,
        evidence=next(iter(file.sources), None),
        rule_location=layers.location(("tags", "pattern")),
        known_as=KnownAs(**file.known_as.model_dump()),
        version_command=file.version_command,
        status=Status(file.status),
        replaced_by=file.replaced_by,
        avoid=(*_ranges(file, layers), *_releases(file, layers, rule)),
    )


def _rule(file: ComponentFile) -> TagRule | None:
    """Say how tags are read; None where the file leaves that to the tags."""
    if file.tags is None:
        return None
    return TagRule(
        scheme=file.scheme,
        pattern=file.tags.pattern,
        tag_format=file.tags.format,
        line=file.line,
        prereleases=file.tags.prereleases,
    )


class _Layers:
    """The documents of one component, the lowest first."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self.whole = reduce(_laid_over, documents)
        self.shown = self.whole.shown

    def location(self, key_path: KeyPath) -> str:
        """Say where a key stands, as FILE.yaml#LINE, in the uppermost document that has it."""
        document = next((one for one in reversed(self._documents) if key_path in one.lines), self.whole)
        return f"{document.shown}#{document.line_of(key_path)}"


def _laid_over(below: Document, above: Document) -> Document:
    """Lay a document over another; where it names a source of releases, that takes the place of the one below."""
    if not any(key in above.content for key in ORIGIN_KEYS):
        return overlay(below, above)
    rest = {key: value for key, value in below.content.items() if key not in ORIGIN_KEYS}
    return overlay(replace(below, content=rest), above)


def _ranges(file: ComponentFile, layers: _Layers) -> Iterator[Avoided]:
    for place, one in enumerate(file.avoid):
        url = one.url or layers.location(("avoid", place))
        yield Avoided(range=one.range, why=one.why, url=url, use=one.use)


def _releases(file: ComponentFile, layers: _Layers, rule: TagRule | None) -> Iterator[Avoided]:
    """Take a release that is to be skipped, named by its version or tag, as a range of one."""
    for named, one in file.releases.items():
        place = ("releases", named)
        try:
            only = _range(read_deployed(named, rule).text if rule else named)
        except (UnreadableVersion, ValueError) as error:
            raise layers.whole.error(place, f"releases: {error}") from None
        yield Avoided(range=only, why=one.skip, url=one.url or layers.location(place))
