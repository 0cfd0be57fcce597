"""Workers that are killed right after their answers, as often as one likes."""

from __future__ import annotations

import tempfile
import typing as t
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from support.kills import KINDS, LossError, Survivor
from support.pages import BOOT_TIMEOUT, Visitor, wait_for_snapshot
from support.sites import copy_application, export_application, serve_export

from .visits import launch

_APPLICATION = Path(__file__).parents[1] / "browser" / "apps" / "durable.py"
_TOLD = 50


@dataclass(frozen=True)
class Outcome:
    """What became of the things of one kind.

    :param kills: workers that were killed
    :param losses: what was told of those after which something was not as it should be
    """

    kind: str
    kills: int
    losses: list[str]


def run(count: int, chromium: str, progress: t.Callable[[str], None] = print) -> list[Outcome]:
    """Kill so many workers, each after a request that it has acknowledged and amid another one.

    :param chromium: path of the browser
    """
    kills: Counter[str] = Counter()
    losses: dict[str, list[str]] = {kind: [] for kind in KINDS}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        playwright = stack.enter_context(sync_playwright())
        browser = launch(playwright, chromium)
        stack.callback(browser.close)
        export = export_application(copy_application(_APPLICATION, folder), folder)
        site = stack.enter_context(serve_export(export, "export"))
        visitor = Visitor(browser.new_context())
        page = visitor.new_page()
        page.set_default_timeout(BOOT_TIMEOUT)
        visitor.visit(page, site.url)
        wait_for_snapshot(page)
        survivor = Survivor(visitor, page, site.url)
        for number in range(count):
            if number % _TOLD == 0:
                progress(f"kills: {number} of {count}")
            kind = KINDS[number % len(KINDS)]
            kills[kind] += 1
            try:
                survivor.kill(kind)
            except LossError as error:
                progress(f"kills: {error}")
                losses[kind].append(str(error))
        progress(f"kills: {len(survivor.lives)} workers have answered")
    return [Outcome(kind, kills[kind], losses[kind]) for kind in KINDS]
