"""An export in the browser, beside plain Flask on stock Pyodide in a worker of its page."""

from __future__ import annotations

import tempfile
import typing as t
from collections import defaultdict
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from support.sites import EXAMPLES, copy_application, export_application, serve_export

from . import peer_site
from .stats import Comparison, compare
from .visits import chromium_version, first_visit

#: Requests of which the latency is the median.
_REQUESTS = 50

_FETCH = "async () => (await fetch(location.href, { cache: 'no-store' })).text()"
_ASK = "() => askPeer('/')"

#: What each figure of ours is compared with.
_PARTNERS = {
    "first visit": "first visit",
    "stopped worker": "first visit",
    "worker alive": "second visit",
    "request": "request",
}

_Times = dict[str, list[float]]


def run(
    rounds: int, example: str, chromium: str, progress: t.Callable[[str], None] = print
) -> tuple[list[Comparison], str]:
    """Measure, in turns: each round lets the other begin.

    :param rounds: visits to each of the two
    :param example: name of the example to export
    :param chromium: path of the browser
    :param progress: is told what is measured
    :return: comparisons in milliseconds, whose ratios are our time by the peer's, so that 0.5 means
        half the time; and the browser's version
    :raises MissingError: what the peer is made of is not installed
    :raises VisitFailedError: a page did not come up
    """
    ours: _Times = defaultdict(list)
    theirs: _Times = defaultdict(list)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        progress(f"{example}: exporting")
        source = copy_application(EXAMPLES / example, folder)
        peer = peer_site.make(_importable(source), folder / "peer")
        export = export_application(source, folder)
        with serve_export(export, "export") as site, serve_export(peer, "export") as peer_server:
            order: list[t.Callable[[], None]] = [
                lambda: _visit_export(playwright, chromium, site.url, ours),
                lambda: _visit_peer(playwright, chromium, peer_server.url, theirs),
            ]
            for number in range(rounds):
                progress(f"{example}: round {number + 1} of {rounds}")
                for visit in order:
                    visit()
                order.reverse()
        version = chromium_version(playwright, chromium)
    return [
        compare(figure, "ms", ours[figure], theirs[partner], lambda a, b: a / b)
        for figure, partner in _PARTNERS.items()
    ], version


def _importable(source: Path) -> Path:
    """The module or package of an example, which may be a folder that is none."""
    return source if (source / "__init__.py").exists() else source / "app.py"


def _visit_export(playwright: Playwright, chromium: str, url: str, times: _Times) -> None:
    with first_visit(playwright, chromium, url) as visit:
        times["first visit"].append(visit.navigate())
        times["worker alive"].append(visit.navigate())
        times["request"].append(visit.latency(_REQUESTS, _FETCH))
        visit.wait_for_snapshot()
        visit.stop_workers()
        times["stopped worker"].append(visit.navigate())


def _visit_peer(playwright: Playwright, chromium: str, url: str, times: _Times) -> None:
    with first_visit(playwright, chromium, url) as visit:
        times["first visit"].append(visit.navigate())
        times["request"].append(visit.latency(_REQUESTS, _ASK))
        times["second visit"].append(visit.navigate())
