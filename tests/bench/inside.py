"""The frameworks inside Pyodide, in a worker of a Chromium page: the same Python as an export's."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import tempfile
import typing as t
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

from support.inside import changed_framework, distribution_files, folder_files, write_archive
from support.runtime import write_for_pyodide
from support.sites import serve_export

from .errors import BenchError, MissingError
from .stats import Comparison
from .visits import launch
from .workloads import WORKLOADS

_HERE = Path(__file__).parent


class Figures(t.NamedTuple):
    """What came out."""

    #: In µs a request, by the clock; the ratios are Flask's time by hipflask's.
    frameworks: list[Comparison]
    #: The same with bare Werkzeug in Flask's place, for the workloads that it does.
    floor: list[Comparison]
    #: Version of the browser.
    chromium: str


def run(
    rounds: int,
    chromium: str,
    names: t.Collection[str] = (),
    progress: t.Callable[[str], None] = print,
) -> Figures:
    """Measure the workloads in the browser, in turns as natively.

    :param rounds: pairs of measurements for each workload
    :param chromium: path of the browser
    :param names: of the workloads; all by default
    :param progress: is told what is measured
    :raises MissingError: the real Flask is not installed
    :raises BenchError: a workload failed there; tells why
    """
    chosen = [w.name for w in WORKLOADS if not names or w.name in names]
    figures = Figures([], [], "")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site_folder = make_site(Path(folder) / "site")
        browser = launch(playwright, chromium)
        with serve_export(site_folder, "export") as site:
            page = browser.new_page()
            page.goto(site.url)
            for name in chosen:
                progress(f"{name} inside Pyodide: {rounds} rounds")
                frameworks, floor = _measure(page, name, rounds)
                figures.frameworks.extend(frameworks)
                figures.floor.extend(floor)
        figures = figures._replace(chromium=browser.version)
        browser.close()
    return figures


def make_site(folder: Path) -> Path:
    """Write the page, its worker, and what goes into its Python.

    :param folder: is created
    :raises MissingError: the real Flask is not installed
    """
    shutil.copytree(_HERE / "inside_page", folder)
    write_for_pyodide(folder / "runtime")
    try:
        flask = list(distribution_files("flask"))
    except importlib.metadata.PackageNotFoundError:
        raise MissingError("Flask is not installed: pip install flask.") from None
    write_archive(folder / "site.zip", changed_framework(), flask, folder_files(_HERE))
    return folder


def _measure(page: Page, name: str, rounds: int) -> list[list[Comparison]]:
    try:
        text = page.evaluate("([name, rounds]) => measure(name, rounds)", [name, rounds])
    except Error as error:
        raise BenchError(f"{name} failed inside Pyodide: {error.message}") from error
    return [[Comparison(**figures) for figures in kind] for kind in json.loads(text)]
