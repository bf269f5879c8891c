"""Take an excerpt of a folder of facts: `python tests/benchmarks/excerpt.py FOLDER INTO FILE...`.

Of each file it keeps the newest releases, lines of support or records of vulnerabilities, as facts without the
prose around them. tests/data/facts is made so.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

RELEASES, LINES, RECORDS = 150, 12, 20
_LABEL = ("repo", "scheme", "ambiguous", "tag_pattern", "older_patterns", "exclude_tags")
_CYCLE = (
    "name",
    "releaseDate",
    "isLts",
    "ltsFrom",
    "eoasFrom",
    "isEol",
    "eolFrom",
    "isMaintained",
)
_RECORD = ("id", "aliases", "published", "modified")


def main() -> None:
    """Read the command line and write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("into", type=Path)
    parser.add_argument("files", nargs="+", help="such as osv/kafka.json or releases/apache__kafka.tsv")
    chosen = parser.parse_args()
    for name in chosen.files:
        path = chosen.into / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_excerpt(chosen.folder / name), encoding="utf-8", newline="\n")


def _excerpt(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".tsv":
        return "".join(f"{line}\n" for line in text.splitlines()[-RELEASES:])
    if path.name.endswith(".label.json"):
        return _lines(_part(json.loads(text), _LABEL))
    if path.parent.name == "osv":
        records = sorted(json.loads(text), key=lambda record: str(record["published"]))
        return _rows([_record(one) for one in records[-RECORDS:]])
    return _product(json.loads(text))


def _product(answer: Mapping[str, Any]) -> str:
    result = answer["result"]
    cycles = [_part(one, _CYCLE) for one in result["releases"][:LINES]]
    short = {"name": result["name"], "releases": cycles}
    return _lines({"generated_at": answer["generated_at"], "result": short})


def _record(record: Mapping[str, Any]) -> Mapping[str, Any]:
    affected = [_part(one, ("package", "ranges", "versions", "severity")) for one in record["affected"]]
    stated = _part(record.get("database_specific", {}), ("severity",))
    return {**_part(record, _RECORD), "affected": affected, "database_specific": stated}


def _part(whole: Mapping[str, Any], keys: Sequence[str]) -> Mapping[str, Any]:
    return {key: whole[key] for key in keys if key in whole}


def _rows(values: Sequence[object]) -> str:
    return "[\n" + ",\n".join(json.dumps(one, separators=(",", ":")) for one in values) + "\n]\n"


def _lines(value: object) -> str:
    return json.dumps(value, indent=1) + "\n"


if __name__ == "__main__":
    main()
