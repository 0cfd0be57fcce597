"""A Firefox that grants little room: what that keeps from being stored is told, with figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from browser.test_engines import ask, state_of, visit
from support.engines import MissingEngineError
from support.engines.firefox import FirefoxEngine
from support.sites import Site

#: What Firefox grants one site of all that it grants.
SHARE = 0.2
#: Sends so many bytes that can't be compressed.
UPLOAD = """async (url, megabytes) => {
    const chunk = () => crypto.getRandomValues(new Uint8Array(50_000));
    const body = new Blob(Array.from({ length: megabytes * 20 }, chunk));
    const response = await fetch(url, { method: "PUT", body });
    return [response.status, await response.text()];
}"""
#: Stores so many megabytes beside the site.
FILL = """async (megabytes) => {
    const chunk = () => crypto.getRandomValues(new Uint8Array(50_000));
    const body = new Blob(Array.from({ length: megabytes * 20 }, chunk));
    await (await caches.open("other")).put("/other", new Response(body));
}"""
#: Counts what is stored of large files.
BLOCKS = """async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name);
    const opening = indexedDB.open(names.find((name) => name.endsWith(":state")));
    const finished = (request) => new Promise((resolve) => { request.onsuccess = resolve; });
    await finished(opening);
    const counting = opening.result.transaction("blocks").objectStore("blocks").count();
    await finished(counting);
    opening.result.close();
    return counting.result;
}"""


@pytest.fixture
def firefox() -> Iterator[Callable[[int], FirefoxEngine]]:
    """Start a Firefox that lets each site have so many MiB."""
    with ExitStack() as stack:

        def start(mebibytes: int) -> FirefoxEngine:
            limit = int(mebibytes / SHARE) * 1024
            preferences = {"dom.quotaManager.temporaryStorage.fixedLimit": limit}
            try:
                engine = FirefoxEngine(preferences)
            except MissingEngineError as error:
                pytest.skip(f"{error}; 'python tests' installs what apt has")
            return stack.enter_context(closing(engine))

        yield start


def test_a_site_that_finds_no_room_says_how_much_it_needs(
    serve: Callable[..., Site], firefox: Callable[[int], FirefoxEngine]
) -> None:
    engine = firefox(10)  # Firefox grants no less
    site = serve("lifecycle")
    # A page of the same origin that is there without the site's worker.
    engine.open(f"{site.url}sw.js")
    engine.run(FILL, 6)
    engine.open(site.url)
    told = state_of(engine)
    assert "There is not enough room" in told
    assert re.search(
        r"needs about \d\.\d MB on this device; the browser has [34]\.\d MB left", told
    )


def test_what_finds_no_room_is_refused_whole(
    serve: Callable[..., Site], firefox: Callable[[int], FirefoxEngine]
) -> None:
    engine = firefox(60)
    site = serve("lifecycle")
    visit(engine, site.url)
    assert ask(engine, f"{site.url}entries", method="POST", body="kept") == (204, "")
    status, told = engine.run(UPLOAD, f"{site.url}upload", 60, timeout=90)
    assert status == 507, told
    assert "of the 62.9 MB that the browser grants it" in told
    assert engine.run(BLOCKS) == 0
    assert ask(engine, f"{site.url}upload") == (200, "nothing")
    assert ask(engine, f"{site.url}entries", method="POST", body="next") == (204, "")
    assert ask(engine, f"{site.url}entries") == (200, '["kept","next"]\n')
