"""Tags and versions: what a tag means, and how versions compare.

A *scheme* turns a text into an ordered `Version`; a *reading* says what one tag of a whole list was read as.
"""

from tracker.versions.deployed import DeployedVersion, explain_deployed, read_deployed
from tracker.versions.inference import infer, study
from tracker.versions.lines import line_name, supported_line
from tracker.versions.ranges import Range
from tracker.versions.reading import Kind, Reading
from tracker.versions.recorded import read_last_recorded, read_recorded
from tracker.versions.schemes import SCHEMES, parse
from tracker.versions.tags import read_tags, tag_of
from tracker.versions.version import Version

__all__ = [
    "SCHEMES",
    "DeployedVersion",
    "Kind",
    "Range",
    "Reading",
    "Version",
    "explain_deployed",
    "infer",
    "line_name",
    "parse",
    "read_deployed",
    "read_last_recorded",
    "read_recorded",
    "read_tags",
    "study",
    "supported_line",
    "tag_of",
]
