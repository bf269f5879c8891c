"""Whether a record speaks of a component: by its packages, by its repository, or by its name in the catalog."""

import re
from collections.abc import Iterable, Iterator

from tracker.model import Affected, Component, Package, Vulnerability
from tracker.record import replace

_SEPARATORS = re.compile(r"[-_.]+")
_ADDRESS = re.compile(r"(?:[a-z+]+://)?(?:[^/@]+@)?(?P<place>.+?)(?:\.git)?/?")
_SERVERS = {"github": "github.com", "gitlab": "gitlab.com"}
# The ecosystem in which a team's own advisory names a component of the catalog, or OWNER/REPO.
_OWN = "tracker"


def owned_by(component: str) -> Package:
    """The package by which a team's own advisory names a component."""
    return Package(ecosystem=_OWN, name=component)


def names_of(package: Package) -> frozenset[str]:
    """All names of a package, without what sets its versions apart (`pkg:deb/debian/x@1`, `Debian:12`)."""
    names = {re.split(r"[@?#]", package.purl)[0].casefold()} if package.purl else set()
    if package.ecosystem and package.name:
        ecosystem = package.ecosystem.partition(":")[0].casefold()
        name = _place(package.name) if ecosystem == "git" else _SEPARATORS.sub("-", package.name).casefold()
        names.add(f"{ecosystem}/{name}")
    return frozenset(names)


def concerning(component: Component, records: Iterable[Vulnerability]) -> Iterator[Vulnerability]:
    """Leave in some records only what they say of a component, whatever else they list.

    A record that a service lists for it although it names it nowhere stays, with nothing said.
    """
    wanted = _names_of_component(component)
    for record in records:
        yield replace(record, affected=tuple(one for one in record.affected if wanted & _names(one)))


def named_by(component: Component, records: Iterable[Vulnerability]) -> Iterator[Vulnerability]:
    """Give those of some records that name a component."""
    wanted = _names_of_component(component)
    return (record for record in records if any(wanted & _names(one) for one in record.affected))


def _names_of_component(component: Component) -> frozenset[str]:
    own = map(owned_by, (component.name, component.repository, *component.aliases))
    return frozenset().union(*map(names_of, (*component.packages, *own, *_git(component))))


def _names(affected: Affected) -> frozenset[str]:
    """The names of what is affected; without a package these are the repositories of its ranges."""
    if affected.package is not None:
        return names_of(affected.package)
    return frozenset(f"git/{_place(one.repository)}" for one in affected.ranges if one.repository)


def _git(component: Component) -> Iterator[Package]:
    """The repository of a component as a package."""
    origin = component.origin
    server = origin.url or _SERVERS.get(origin.kind)
    if server is not None:
        yield Package(ecosystem="GIT", name=f"{server.rstrip('/')}/{origin.path}")


def _place(address: str) -> str:
    """Write the address of a repository without what varies: scheme, user, `.git`, capitals."""
    found = _ADDRESS.fullmatch(address.casefold())
    return found["place"] if found else address.casefold()
