"""The score of both modes, for a terminal."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import sys
import typing as t
from pathlib import Path

from .collection import Facts, collect, collect_in_pyodide
from .comparison import Report, report

#: What has an interface to compare: the package natively, and inside the browser's Python.
MODES: dict[str, t.Callable[[], Facts]] = {
    "native": collect,
    "browser": collect_in_pyodide,
}
REFERENCE = "3.1.3"


def main(arguments: t.Sequence[str] | None = None) -> int:
    """Compare in each mode, and print what came out.

    :return: the exit code: 1 when something is missing or otherwise
    """
    parser = argparse.ArgumentParser(
        prog="python tests/api",
        description="Compare the interface of hipflask with Flask's, natively and in Pyodide.",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all of it there, too")
    options = parser.parse_args(arguments)
    if not has_reference():
        print(f"There is nothing to compare with: pip install flask=={REFERENCE}.", file=sys.stderr)
        return 1
    reports = {mode: report(*collect_facts()) for mode, collect_facts in MODES.items()}
    for mode, found in reports.items():
        print("\n".join(score(mode, found)))
    if options.json is not None:
        options.json.write_text(json.dumps(reports, indent=1) + "\n")
    return int(any(found["differences"] for found in reports.values()))


def has_reference() -> bool:
    """Whether the Flask to compare with is installed."""
    try:
        return importlib.metadata.version("flask") == REFERENCE
    except importlib.metadata.PackageNotFoundError:
        return False


def score(mode: str, found: Report) -> t.Iterator[str]:
    """The lines that tell how a comparison came out."""
    meant = sum(map(len, found["allowed"].values()))
    same = found["compared"] - meant - len(found["differences"])
    yield (
        f"{mode}: {found['compared']:,} facts of Flask, {same:,} the same,"
        f" {meant} meant to differ, {len(found['differences'])} missing or otherwise"
    )
    for entry in found["differences"]:
        yield f"  {entry['where']}: {entry['what']}"
        if entry["what"] != "missing":
            yield f"    Flask has {entry['expected']!r}, hipflask {entry['found']!r}"
