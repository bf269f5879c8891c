"""The names of container images: taken apart, and without the mirror they were pulled through."""

import re

_DOCKER_HUB = re.compile(r"(docker\.io|index\.docker\.io|registry-1\.docker\.io)/")
_OFFICIAL = "library/"
_REFERENCE = re.compile(
    r"(?P<name>(?:[A-Za-z0-9.-]+(?::\d+)?/)?[a-z0-9][a-z0-9._/-]*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@[a-z0-9+.]+:[0-9a-f]{32,})?"
)


def split_image(reference: str) -> tuple[str, str | None] | None:
    """Take `[REGISTRY[:PORT]/]PATH[:TAG][@DIGEST]` apart into name and tag; None where a text is no such thing."""
    match = _REFERENCE.fullmatch(reference)
    return (match["name"], match["tag"]) if match else None


def image_names(name: str) -> tuple[str, ...]:
    """Name an image as it is, without its registry, and without a mirror's folder too; never with `library/`."""
    whole = _DOCKER_HUB.sub("", name, count=1)
    registry, _, path = whole.partition("/")
    bare = path if path and re.search(r"[.:]|^localhost$", registry) else whole
    _, _, inside = bare.partition("/")
    mirrored = inside if bare != whole and "/" in inside else bare
    return tuple(dict.fromkeys(one.removeprefix(_OFFICIAL) for one in (whole, bare, mirrored)))
