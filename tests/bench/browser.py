"""An export in the browser, beside plain Flask on stock Pyodide in a worker of its page."""

from __future__ import annotations

import tempfile
import typing as t
from collections import defaultdict
from contextlib import AbstractContextManager
from pathlib import Path

from support.sites import EXAMPLES, copy_application, export_application, serve_export

from . import peer_site
from .stats import Comparison, compare

#: Requests of which the latency is the median.
_REQUESTS = 50

_FETCH = "async () => (await fetch(location.href, { cache: 'no-store' })).text()"
_ASK = "() => askPeer('/')"

_MEMORY = "memory"
_MEMORY_RESTORED = "memory, restored"

#: What each figure of ours is compared with.
_PARTNERS = {
    "first visit": "first visit",
    "stopped worker": "first visit",
    "worker alive": "second visit",
    "request": "request",
    _MEMORY: _MEMORY,
    _MEMORY_RESTORED: _MEMORY,
}

_Figures = dict[str, list[float]]


class Visit(t.Protocol):
    """A tab in a browser, whichever that is, that has never seen the site."""

    def navigate(self) -> float:
        """Milliseconds from the begin of the navigation until the page is on screen."""

    def latency(self, times: int, ask: str) -> float:
        """The median of the milliseconds that a request takes from within the page."""

    def wait_for_snapshot(self) -> None:
        """Wait until the site can be restored."""

    def stop_workers(self) -> None:
        """Have the browser end the service workers, and wait until they are."""

    def memory(self) -> float:
        """MB that pages and workers have in the end."""


#: Opens a browser of its own for one URL.
FirstVisit = t.Callable[[str], AbstractContextManager[Visit]]


def run(
    rounds: int, example: str, first_visit: FirstVisit, progress: t.Callable[[str], None] = print
) -> list[Comparison]:
    """Measure, in turns: each round lets the other begin.

    :param rounds: visits to each of the two
    :param example: name of the example to export
    :param progress: is told what is measured
    :return: comparisons in milliseconds, and in MB of memory, whose ratios are ours by the peer's,
        so that 0.5 means half of it
    :raises MissingError: what the peer is made of is not installed, or memory can't be measured
    :raises VisitFailedError: a page did not come up
    """
    ours: _Figures = defaultdict(list)
    theirs: _Figures = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        progress(f"{example}: exporting")
        source = copy_application(EXAMPLES / example, folder)
        peer = peer_site.make(_importable(source), folder / "peer")
        export = export_application(source, folder)
        with serve_export(export, "export") as site, serve_export(peer, "export") as peer_server:
            order: list[t.Callable[[], None]] = [
                lambda: _visit_export(first_visit, site.url, ours),
                lambda: _visit_peer(first_visit, peer_server.url, theirs),
            ]
            for number in range(rounds):
                progress(f"{example}: round {number + 1} of {rounds}")
                for visit in order:
                    visit()
                order.reverse()
    return [
        compare(figure, _unit(figure), ours[figure], theirs[partner], lambda a, b: a / b)
        for figure, partner in _PARTNERS.items()
    ]


def _unit(figure: str) -> str:
    return "MB" if figure.startswith(_MEMORY) else "ms"


def _importable(source: Path) -> Path:
    """The module or package of an example, which may be a folder that is none."""
    return source if (source / "__init__.py").exists() else source / "app.py"


def _visit_export(first_visit: FirstVisit, url: str, figures: _Figures) -> None:
    with first_visit(url) as visit:
        figures["first visit"].append(visit.navigate())
        figures["worker alive"].append(visit.navigate())
        figures["request"].append(visit.latency(_REQUESTS, _FETCH))
        visit.wait_for_snapshot()
        figures[_MEMORY].append(visit.memory())
        visit.stop_workers()
        figures["stopped worker"].append(visit.navigate())
        figures[_MEMORY_RESTORED].append(visit.memory())


def _visit_peer(first_visit: FirstVisit, url: str, figures: _Figures) -> None:
    with first_visit(url) as visit:
        figures["first visit"].append(visit.navigate())
        figures["request"].append(visit.latency(_REQUESTS, _ASK))
        figures[_MEMORY].append(visit.memory())
        figures["second visit"].append(visit.navigate())
