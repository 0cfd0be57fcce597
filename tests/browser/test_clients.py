"""Views that wait, and ask other servers: the same natively and in an export."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from support.pages import Visitor, fetch
from support.remote import serve as serve_remote
from support.sites import Site

CLIENTS = ("urllib", "http.client", "requests", "httpx", "httpx.AsyncClient")

#: Nothing listens there.
NOBODY = "http://127.0.0.1:9/"


def ask(page: Page, what: str, url: str) -> Any:
    answer = fetch(page, f"{what}?url={quote(url, safe='')}")
    assert answer["status"] == 200, answer["text"]
    return json.loads(answer["text"])


@pytest.fixture
def site(open_site: Callable[..., Site], visitor: Visitor, page: Page) -> Site:
    site = open_site("clients")
    visitor.visit(page, site.url)
    return site


def test_clients(site: Site, visitor: Visitor, page: Page) -> None:
    assert ask(page, "ask/sleep", "") == {}
    with serve_remote() as remote:
        for client in CLIENTS:
            report = ask(page, f"ask/{client}", f"{remote}/echo/x%2Fy?q={client}")
            assert (report["method"], report["body"]) == ("GET", "")
            assert report["target"] == f"/echo/x%2Fy?q={client}"
    # The browser may show the failure on its console as well.
    with visitor.expecting("ERR_"):
        for client in CLIENTS:
            failed = ask(page, f"fail/{client}", NOBODY)["failed"]
            assert ("Access-Control-Allow-Origin" in failed) == site.exported
            assert failed
