"""The command line of the benchmarks."""

from __future__ import annotations

import argparse
import json
import platform
import sys
import typing as t
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path

from . import framework, growth, imports
from .errors import BenchError, MissingError
from .tables import comparison_table, render
from .workloads import WORKLOADS

if t.TYPE_CHECKING:
    from .browser import FirstVisit
    from .stats import Comparison

_FRAMEWORK_ROUNDS = 40
_BROWSER_ROUNDS = 5
_IMPORT_ROUNDS = 20
_GROWTH_ROUNDS = 20
_REQUESTS = 100_000
_TRANSPORT_ROUNDS = 10
_TRANSPORT_MIB = (1024, 100)
_PERSISTENCE_ROUNDS = 5
_PERSISTENCE_MIB = (100, 50)
_KILLS = 1000
_KINDS = (
    "framework",
    "import",
    "growth",
    "pyodide",
    "browser",
    "transport",
    "persistence",
    "kills",
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python tests/bench",
        description="Measure hipflask beside what its users know. Nothing fails for being slow.",
    )
    parser.add_argument("what", choices=[*_KINDS, "all"], help="what to measure")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--rounds", type=_positive, metavar="N", help="pairs of measurements")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="WORKLOAD",
        choices=[w.name for w in WORKLOADS],
        help="of the workloads, natively or in Pyodide; may be repeated",
    )
    parser.add_argument(
        "--requests", type=_positive, default=_REQUESTS, metavar="N", help="for growth of memory"
    )
    parser.add_argument(
        "--routes",
        type=_positive,
        nargs="+",
        default=growth.ROUTES,
        metavar="N",
        help="how many an application has, for growth",
    )
    parser.add_argument(
        "--mib",
        type=_positive,
        nargs=2,
        metavar="N",
        help="sizes of the large response and the large request, or of the large file and the"
        " large database",
    )
    parser.add_argument(
        "--count", type=_positive, default=_KILLS, metavar="N", help="of the workers to kill"
    )
    parser.add_argument("--example", default="guestbook", help="the one to visit in the browser")
    parser.add_argument(
        "--engine",
        choices=["chromium", "firefox"],
        default="chromium",
        help="which browser visits the example",
    )
    parser.add_argument("--chromium", metavar="PATH", help="the browser; found by default")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _note(text: str) -> None:
    print(text, file=sys.stderr)


def _framework(options: argparse.Namespace) -> dict[str, t.Any]:
    rounds = options.rounds or _FRAMEWORK_ROUNDS
    comparisons = framework.run(rounds, options.only, _note)
    floor = framework.run_floor(rounds, options.only, _note)
    print("Requests to the WSGI application; CPU time of each, and how many times Flask's speed.\n")
    _print_frameworks(comparisons, floor)
    return {"framework": _dicts(comparisons), "floor": _dicts(floor)}


def _print_frameworks(comparisons: list[Comparison], floor: list[Comparison]) -> None:
    print(comparison_table("workload", "Flask", comparisons, 2))
    if floor:
        print("\nThe same by bare Werkzeug, and which part of its speed is left.\n")
        print(comparison_table("workload", "Werkzeug", floor, 2))


def _pyodide(options: argparse.Namespace) -> dict[str, t.Any]:
    from . import inside  # the framework is measured without Playwright

    rounds = options.rounds or _FRAMEWORK_ROUNDS
    comparisons, floor, version = inside.run(rounds, _chromium(options), options.only, _note)
    print(
        f"\nThe same requests inside Pyodide, in a worker of a page in Chromium {version}; time of"
        " each by the clock,\nand how many times Flask's speed.\n"
    )
    _print_frameworks(comparisons, floor)
    return {"pyodide": _dicts(comparisons), "pyodide floor": _dicts(floor), "chromium": version}


def _chromium(options: argparse.Namespace) -> str:
    from support.chromium import find_chromium

    chromium = options.chromium or find_chromium()
    if chromium is None:
        raise MissingError("No Chromium was found: name one with --chromium.")
    return str(chromium)


def _import(options: argparse.Namespace) -> dict[str, t.Any]:
    comparisons = imports.run(options.rounds or _IMPORT_ROUNDS, _note)
    print("\nImporting the package in a fresh interpreter, and the part of what Flask takes.\n")
    print(comparison_table("import", "Flask", comparisons, 2))
    return {"import": _dicts(comparisons)}


def _growth(options: argparse.Namespace) -> dict[str, t.Any]:
    comparisons = growth.run_routes(options.routes, options.rounds or _GROWTH_ROUNDS, _note)
    print("\nThe route in the middle of many, and how many times Flask's speed.\n")
    print(comparison_table("routes", "Flask", comparisons, 2))
    memory = growth.run_requests(options.requests, _note)
    print("\nMemory of hipflask after so many requests, against the first line's.\n")
    rows = [[f"{count:,}", f"{kilobytes:+,.0f} kB"] for count, kilobytes in memory]
    print(render(["requests", "memory"], rows))
    return {"growth": _dicts(comparisons), "memory": memory}


def _dicts(comparisons: t.Iterable[Comparison]) -> list[dict[str, t.Any]]:
    return [comparison.as_dict() for comparison in comparisons]


def _browser(options: argparse.Namespace) -> dict[str, t.Any]:
    from . import browser

    rounds = options.rounds or _BROWSER_ROUNDS
    with _engine(options) as (name, first_visit):
        comparisons = browser.run(rounds, options.example, first_visit, _note)
    print(
        f"\nThe {options.example} in {name}, and the same on Flask and stock Pyodide in a page's"
        " worker:\nmilliseconds until it is on screen, memory of pages and workers, and the part of"
        " the peer's.\nThe peer has no worker that outlives a page: a stopped one of ours is"
        " compared with its first visit,\none that is alive with its second.\n"
    )
    print(comparison_table("visit", "peer", comparisons, 3))
    return {"browser": _dicts(comparisons), "engine": name}


@contextmanager
def _engine(options: argparse.Namespace) -> t.Iterator[tuple[str, FirstVisit]]:
    """The name and version of the chosen browser, and how to visit a site with a fresh one."""
    if options.engine == "firefox":
        from . import firefox_visits

        yield f"Firefox {firefox_visits.firefox_version()}", firefox_visits.first_visit
        return
    from . import visits

    chromium = _chromium(options)
    with visits.playwright_of_visitors() as playwright:
        version = visits.chromium_version(playwright, chromium)
        yield f"Chromium {version}", partial(visits.first_visit, playwright, chromium)


def _transport(options: argparse.Namespace) -> dict[str, t.Any]:
    from . import transport

    download, upload = options.mib or _TRANSPORT_MIB
    rounds = options.rounds or _TRANSPORT_ROUNDS
    comparisons, transfers = transport.run(rounds, download, upload, _chromium(options), _note)
    print("\nRequests to an export: milliseconds, and how many times the other's.\n")
    print(comparison_table("request", "other", comparisons, 2))
    print("\nLarge bodies, and what the browser's memory grew by at most meanwhile.\n")
    rows = [[one.name, f"{one.seconds:.1f} s", f"{one.growth:+,.0f} MiB"] for one in transfers]
    print(render(["transfer", "time", "memory"], rows))
    return {"transport": _dicts(comparisons), "transfers": [asdict(one) for one in transfers]}


def _persistence(options: argparse.Namespace) -> dict[str, t.Any]:
    from . import persistence

    file, database = options.mib or _PERSISTENCE_MIB
    rounds = options.rounds or _PERSISTENCE_ROUNDS
    comparisons = persistence.run(rounds, file, database, _chromium(options), _note)
    print(
        f"\nChanges next to a file of {file} MiB and in a database of {database} MiB, and the same"
        " with 1 MiB each:\nmilliseconds until the answer, which comes when the change is on disk,"
        " and how many times the other's.\n"
    )
    print(comparison_table("change", "1 MiB", comparisons, 2))
    return {"persistence": _dicts(comparisons)}


def _kills(options: argparse.Namespace) -> dict[str, t.Any]:
    from . import kills

    outcomes = kills.run(options.count, _chromium(options), _note)
    print("\nWorkers killed after an answer, and after how many something was lost or broken.\n")
    rows = [[one.kind, str(one.kills), str(len(one.losses))] for one in outcomes]
    print(render(["kept in", "kills", "losses"], rows))
    return {"kills": [asdict(one) for one in outcomes]}


def main(arguments: t.Sequence[str] | None = None) -> int:
    """Measure what the arguments name.

    :return: the exit code: 1 when something could not be measured
    """
    options = _parser().parse_args(arguments)
    figures: dict[str, t.Any] = {"python": platform.python_version()}
    browser_measures = (_pyodide, _browser, _transport, _persistence, _kills)
    measure = dict(zip(_KINDS, (_framework, _import, _growth, *browser_measures), strict=True))
    try:
        for kind in _KINDS if options.what == "all" else (options.what,):
            figures |= measure[kind](options)
    except BenchError as error:
        _note(f"{type(error).__name__}: {error}")
        return 1
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0
