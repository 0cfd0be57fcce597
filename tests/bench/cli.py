"""The command line of the benchmarks."""

from __future__ import annotations

import argparse
import json
import platform
import sys
import typing as t
from pathlib import Path

from . import framework
from .errors import BenchError, MissingError
from .tables import comparison_table
from .workloads import WORKLOADS

if t.TYPE_CHECKING:
    from .stats import Comparison

_FRAMEWORK_ROUNDS = 40
_BROWSER_ROUNDS = 5


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python tests/bench",
        description="Measure hipflask beside what its users know. Nothing fails for being slow.",
    )
    parser.add_argument("what", choices=["framework", "browser", "all"], help="what to measure")
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
    parser.add_argument("--example", default="guestbook", help="the one to visit in the browser")
    parser.add_argument("--chromium", metavar="PATH", help="the browser; found by default")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _note(text: str) -> None:
    print(text, file=sys.stderr)


def _framework(options: argparse.Namespace) -> list[Comparison]:
    comparisons = framework.run(options.rounds or _FRAMEWORK_ROUNDS, options.only, _note)
    print("Requests to the WSGI application; CPU time of each, and how many times Flask's speed.\n")
    print(comparison_table("workload", "Flask", comparisons, 2))
    return comparisons


def _browser(options: argparse.Namespace) -> tuple[list[Comparison], str]:
    from support.chromium import find_chromium

    from . import browser  # the framework is measured without Playwright

    chromium = options.chromium or find_chromium()
    if chromium is None:
        raise MissingError("No Chromium was found: name one with --chromium.")
    rounds = options.rounds or _BROWSER_ROUNDS
    comparisons, version = browser.run(rounds, options.example, chromium, _note)
    print(
        f"\nThe {options.example} in Chromium {version}, and the same on Flask and stock Pyodide in"
        " a page's worker:\nmilliseconds until it is on screen, and the part of the peer's time.\n"
        "The peer has no worker that outlives a page: a stopped one of ours is compared with its"
        " first visit,\none that is alive with its second.\n"
    )
    print(comparison_table("visit", "peer", comparisons, 3))
    return comparisons, version


def main(arguments: t.Sequence[str] | None = None) -> int:
    """Measure what the arguments name.

    :return: the exit code: 1 when something could not be measured
    """
    options = _parser().parse_args(arguments)
    figures: dict[str, t.Any] = {"python": platform.python_version()}
    try:
        if options.what in {"framework", "all"}:
            figures["framework"] = [c.as_dict() for c in _framework(options)]
        if options.what in {"browser", "all"}:
            comparisons, figures["chromium"] = _browser(options)
            figures["browser"] = [c.as_dict() for c in comparisons]
    except BenchError as error:
        _note(f"{type(error).__name__}: {error}")
        return 1
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0
