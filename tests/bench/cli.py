"""The command line of the benchmarks."""

from __future__ import annotations

import argparse
import json
import platform
import sys
import typing as t
from pathlib import Path

from . import framework
from .tables import comparison_table
from .workloads import WORKLOADS

if t.TYPE_CHECKING:
    from .stats import Comparison

_ROUNDS = 40


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python tests/bench",
        description="Measure hipflask beside what its users know. Nothing fails for being slow.",
    )
    parser.add_argument("what", choices=["framework", "all"], help="what to measure")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--rounds", type=_positive, metavar="N", help="pairs of measurements")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="WORKLOAD",
        choices=[w.name for w in WORKLOADS],
        help="of the framework's workloads; may be repeated",
    )
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _note(text: str) -> None:
    print(text, file=sys.stderr)


def _framework(options: argparse.Namespace) -> list[Comparison]:
    comparisons = framework.run(options.rounds or _ROUNDS, options.only, _note)
    print("Requests to the WSGI application; CPU time of each, and how many times Flask's speed.\n")
    print(comparison_table("workload", "Flask", comparisons, 2))
    return comparisons


def main(arguments: t.Sequence[str] | None = None) -> int:
    """Measure what the arguments name.

    :return: the exit code: 1 when something needed is missing
    """
    options = _parser().parse_args(arguments)
    figures: dict[str, t.Any] = {"python": platform.python_version()}
    try:
        if options.what in {"framework", "all"}:
            figures["framework"] = [c.as_dict() for c in _framework(options)]
    except ModuleNotFoundError as error:
        _note(f"{error} Both are needed: pip install flask hipflask.")
        return 1
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0
