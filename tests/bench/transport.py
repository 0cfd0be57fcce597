"""Requests to an export, beside a native server and a service worker that answers by itself."""

from __future__ import annotations

import tempfile
import typing as t
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from support.pages import BOOT_TIMEOUT, Visitor, wait_until
from support.sites import copy_application, export_application, run_application, serve_export

from .process_memory import chromium_processes, proportional_memory
from .stats import Comparison, compare
from .visits import launch

_HERE = Path(__file__).parent
_REQUESTS = 50
_GET = "async () => (await fetch('{path}', { cache: 'no-store' })).text()"
_POST = "async () => (await fetch('{path}', { method: 'POST', body: new Uint8Array(1000) })).text()"
_LATENCY = """async ([times, source]) => {
    const send = (0, eval)(source);
    const taken = [];
    for (let i = 0; i < times; i++) {
        const start = performance.now();
        await send();
        taken.push(performance.now() - start);
    }
    return taken.sort((a, b) => a - b)[times >> 1];
}"""
_DOWN = """(mebibytes) => {
    globalThis.benchDone = (async () => {
        const start = performance.now();
        const reader = (await fetch(`down?mib=${mebibytes}`)).body.getReader();
        let bytes = 0;
        for (;;) {
            const { done, value } = await reader.read();
            if (done) break;
            bytes += value.byteLength;
        }
        if (bytes !== mebibytes * 1048576) throw new Error(`${bytes} bytes came`);
        return performance.now() - start;
    })().then((taken) => { globalThis.benchTaken = taken; });
}"""
_UP = """(mebibytes) => {
    const piece = new Uint8Array(1048576);
    const body = new Blob(Array(mebibytes).fill(piece));
    globalThis.benchDone = (async () => {
        const start = performance.now();
        const text = await (await fetch("up", { method: "POST", body })).text();
        if (Number(text) !== body.size) throw new Error(`${text} bytes arrived`);
        return performance.now() - start;
    })().then((taken) => { globalThis.benchTaken = taken; });
}"""


@dataclass(frozen=True)
class Transfer:
    """A large body on its way.

    :param seconds: how long it took
    :param growth: how much more memory all processes of the browser had at most meanwhile, in MiB
    """

    name: str
    seconds: float
    growth: float


def run(
    rounds: int,
    download: int,
    upload: int,
    chromium: str,
    progress: t.Callable[[str], None] = print,
) -> tuple[list[Comparison], list[Transfer]]:
    """Measure, in turns.

    :param rounds: pairs of measurements of the latency
    :param download: size of the large response in MiB
    :param upload: size of the large request in MiB
    :param chromium: path of the browser
    :return: comparisons in milliseconds, whose ratios are our time by the other's; and the
        transfers, of the export and of the native server
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        playwright = stack.enter_context(sync_playwright())
        browser = launch(playwright, chromium)
        stack.callback(browser.close)
        progress("transport: exporting")
        source = copy_application(_HERE / "transport_app.py", folder)
        export = stack.enter_context(serve_export(export_application(source, folder), "export"))
        native = stack.enter_context(run_application(source))
        floor = stack.enter_context(serve_export(_HERE / "worker_floor", "export"))
        pages = {
            "export": _open(browser, export.url),
            "native": _open(browser, native.url),
            "floor": _open(browser, floor.url, wait_for_worker=True),
        }
        comparisons = _latencies(pages, rounds, progress)
        transfers = []
        for name in ("export", "native"):
            for what, script, size in (("down", _DOWN, download), ("up", _UP, upload)):
                progress(f"transport: {size} MiB {what}, {name}")
                label = f"{size} MiB {what}, {name}"
                transfers.append(_transfer(label, browser, pages[name], script, size))
    return comparisons, transfers


def _open(browser: Browser, url: str, *, wait_for_worker: bool = False) -> Page:
    visitor = Visitor(browser.new_context())
    page = visitor.new_page()
    page.set_default_timeout(BOOT_TIMEOUT * 10)
    visitor.visit(page, url)
    if wait_for_worker:
        wait_until(page, "() => navigator.serviceWorker.controller !== null")
    return page


def _latencies(
    pages: dict[str, Page], rounds: int, progress: t.Callable[[str], None]
) -> list[Comparison]:
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    for number in range(rounds):
        progress(f"transport: latency, round {number + 1} of {rounds}")
        for name, page in pages.items():
            for method, source in (("GET", _GET), ("POST", _POST)):
                path = "answer" if name == "floor" else "up" if method == "POST" else "./"
                ask = source.replace("{path}", path)
                times[name, method].append(page.evaluate(_LATENCY, [_REQUESTS, ask]))
    return [
        compare(
            f"{method}, beside {label}",
            "ms",
            times["export", method],
            times[other, method],
            lambda a, b: a / b,
        )
        for method in ("GET", "POST")
        for other, label in (("floor", "a bare worker"), ("native", "the native server"))
    ]


def _transfer(name: str, browser: Browser, page: Page, script: str, mebibytes: int) -> Transfer:
    page.evaluate(script, 1)
    page.evaluate("globalThis.benchDone")
    page.evaluate("() => { globalThis.benchTaken = undefined; }")
    before = most = proportional_memory(chromium_processes(browser))
    page.evaluate(script, mebibytes)
    while not (taken := page.evaluate("globalThis.benchTaken")):
        most = max(most, proportional_memory(chromium_processes(browser)))
        page.wait_for_timeout(100)
    return Transfer(name, taken / 1000, (most - before) / (1 << 20))
