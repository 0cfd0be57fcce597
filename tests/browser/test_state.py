"""State goes from a browser to a native application and back, by way of a zip."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.request import Request, urlopen

from playwright.sync_api import Page

from support.kills import KINDS
from support.pages import Visitor, fetch
from support.sites import Site, copy_application, run_application

#: What any Python opens; shelves of the browser's need 3.13 natively.
PORTABLE = tuple(kind for kind in KINDS if kind != "shelf")

EXPORT = """async () => {
    const answer = await fetch("state");
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""

IMPORT = """async (text) => {
    const body = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return (await fetch("state", { method: "PUT", body })).status;
}"""

UPLOAD = """async (number) => {
    const form = new FormData();
    form.append("file", new Blob([new Uint8Array(100_000).fill(number)]), "file");
    return (await fetch(`uploads/${number}`, { method: "PUT", body: form })).status;
}"""


def keep(page: Page, number: int) -> None:
    """Have the application keep a number in all its ways."""
    for kind in PORTABLE:
        if kind == "uploads":
            assert page.evaluate(UPLOAD, number) == 204
        else:
            assert fetch(page, kind, {"method": "POST", "body": str(number)})["status"] == 204


def kept(page: Page) -> dict[str, list[int]]:
    return {kind: json.loads(fetch(page, kind)["text"]) for kind in PORTABLE}


def everywhere(*numbers: int) -> dict[str, list[int]]:
    return {kind: list(numbers) for kind in PORTABLE}


def test_state_moves_between_a_browser_and_a_native_application(
    hosted: Callable[..., Site],
    find_application: Callable[[str], Path],
    returning_visitor: Visitor,
    tmp_path: Path,
) -> None:
    site = hosted("durable", "export-below-a-path", "--persist", "data")
    page = returning_visitor.new_page()
    returning_visitor.visit(page, site.url)
    keep(page, 1)
    archive = tmp_path / "state.zip"
    archive.write_bytes(exported(page))

    source = copy_application(find_application("durable"), tmp_path)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path)
    with run_application(source) as native:
        assert numbers(native) == everywhere(1)
        for kind in set(PORTABLE) - {"uploads"}:
            urlopen(Request(f"{native.url}{kind}", b"2", {"Content-Type": "text/plain"})).close()
    command = [sys.executable, "-m", "hipflask", "state", "export", "--app", str(source)]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "native").write_text("written natively")
    subprocess.run([*command, "--persist", "data", str(archive)], check=True)

    keep(page, 3)
    text = base64.b64encode(archive.read_bytes()).decode()
    assert page.evaluate(IMPORT, text) == 204
    expected = {**everywhere(1, 2), "uploads": [1]}
    assert kept(page) == expected
    returning_visitor.stop_workers(page)
    assert kept(page) == expected
    keep(page, 4)
    returning_visitor.stop_workers(page)
    assert kept(page) == {**everywhere(1, 2, 4), "uploads": [1, 4]}
    archive.write_bytes(exported(page))
    with zipfile.ZipFile(archive) as opened:
        assert opened.read("data/native") == b"written natively"


def exported(page: Page) -> bytes:
    return base64.b64decode(page.evaluate(EXPORT))


def numbers(native: Site) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for kind in PORTABLE:
        with urlopen(f"{native.url}{kind}") as answer:
            found[kind] = json.load(answer)
    return found
