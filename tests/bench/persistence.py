"""The time until a change is on disk, next to much else and next to little."""

from __future__ import annotations

import tempfile
import typing as t
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from support.sites import copy_application, export_application, serve_export

from .stats import Comparison, compare
from .visits import Visit, first_visit

_APPLICATION = Path(__file__).with_name("persistence_app.py")
_REQUESTS = 9
_CHANGES = {
    "write": "1 kB beside a file",
    "change": "1 kB in the midst of it",
    "insert": "a row into a database",
}
_START = "GET, worker stopped"

_POST = """async () => {
    const { status } = await fetch('PATH', { method: 'POST' });
    if (status !== 204) throw new Error(`answered ${status}`);
}"""
_GET = "async () => (await fetch(location.href, { cache: 'no-store' })).text()"


def run(
    rounds: int,
    file: int,
    database: int,
    chromium: str,
    progress: t.Callable[[str], None] = print,
) -> list[Comparison]:
    """Measure, in turns, two visitors of one application: one has much kept, the other little.

    :param rounds: pairs of measurements
    :param file: size of the large file in MiB; the small one has one
    :param database: the same of the databases
    :param chromium: path of the browser
    :return: comparisons in milliseconds from the request to its answer, whose ratios are the time
        next to much by that next to little
    :raises VisitFailedError: the application did not come up
    """
    times: dict[tuple[str, bool], list[float]] = defaultdict(list)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        playwright = stack.enter_context(sync_playwright())
        export = export_application(copy_application(_APPLICATION, folder), folder)
        site = stack.enter_context(serve_export(export, "export"))
        visits = []
        for large in (True, False):
            progress(f"persistence: filling, {'large' if large else 'small'}")
            visit = stack.enter_context(first_visit(playwright, chromium, site.url))
            _fill(visit, *((file, database) if large else (1, 1)))
            visits.append((large, visit))
        for number in range(rounds):
            progress(f"persistence: round {number + 1} of {rounds}")
            for large, visit in visits:
                for path in _CHANGES:
                    taken = visit.latency(_REQUESTS, _POST.replace("PATH", path))
                    times[path, large].append(taken)
                visit.stop_workers()
                times[_START, large].append(visit.latency(1, _GET))
            visits.reverse()
    labels = {**_CHANGES, _START: _START}
    return [
        compare(label, "ms", times[key, True], times[key, False], lambda a, b: a / b)
        for key, label in labels.items()
    ]


def _fill(visit: Visit, file: int, database: int) -> None:
    visit.navigate()
    visit.wait_for_snapshot()
    visit.latency(1, _POST.replace("PATH", f"fill?file={file}&database={database}"))
