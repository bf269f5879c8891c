"""What is known of each component: one YAML file each, and the facts that ship with the program.

`components/NAME.yaml` says where a component's releases are named and how its tags are read.
`facts/NAME.json` holds its releases and support dates, written by `python -m tracker.catalog.rebuild`.
"""

from tracker.catalog.audit import Remark, audit
from tracker.catalog.facts import load_facts
from tracker.catalog.images import split_image
from tracker.catalog.lookup import Catalog, load_catalog

__all__ = ["Catalog", "Remark", "audit", "load_catalog", "load_facts", "split_image"]
