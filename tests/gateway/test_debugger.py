"""The interactive debugger, as a site that is built in debug mode has it."""

from __future__ import annotations

import multiprocessing
import re
import sys
from contextvars import copy_context
from pathlib import Path
from urllib.parse import urlencode

import pytest
import werkzeug.debug
from werkzeug.test import Client

from hipflask import Flask
from hipflask.browser import Host, HostConfig
from hipflask.browser.debugger import Debugger

HOST = "https://example.org"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client of an application that fails, behind the debugger."""
    monkeypatch.setattr(sys, "stdout", sys.stdout)  # a console takes it over for good
    app = Flask(__name__)
    app.config["PROPAGATE_EXCEPTIONS"] = True

    @app.get("/divide/<int:number>")
    def divide(number: int) -> str:
        answer = number * 2
        return str(answer / 0)

    @app.get("/fine")
    def fine() -> str:
        return "fine"

    return Client(Debugger(app))


def evaluate(client: Client, html: str, code: str) -> str:
    """Evaluate an expression in the last frame of a page of the debugger."""
    secret = re.search(r'SECRET = "(\w+)"', html)
    frames = re.findall(r'id="frame-(\d+)"', html)
    assert secret is not None
    query = {"__debugger__": "yes", "cmd": code, "frm": frames[-1], "s": secret[1]}
    # The console prints to its page for as long as its context lasts.
    answer = copy_context().run(client.get, f"/?{urlencode(query)}", base_url=HOST)
    return answer.get_data(as_text=True)


def test_expressions_are_evaluated_in_the_frame_of_an_exception(client: Client) -> None:
    answer = client.get("/divide/21", base_url=HOST)
    html = answer.get_data(as_text=True)
    assert (answer.status_code, "ZeroDivisionError" in html) == (500, True)
    assert "return str(answer / 0)" in html
    assert "EVALEX = true" in html
    assert "EVALEX_TRUSTED = true" in html
    assert '<span class="number">42</span>' in evaluate(client, html, "answer")
    assert "/divide/21" in evaluate(client, html, "__import__('hipflask').request.path")


def test_evaluation_needs_the_secret(client: Client) -> None:
    html = client.get("/divide/21", base_url=HOST).get_data(as_text=True)
    forged = re.sub(r'SECRET = "\w+"', 'SECRET = "guessed"', html)
    assert "42" not in evaluate(client, forged, "answer")


def test_other_answers_pass(client: Client) -> None:
    assert client.get("/fine", base_url=HOST).get_data(as_text=True) == "fine"


def test_resources_of_the_page_are_served(client: Client) -> None:
    for name in ("style.css", "debugger.js", "console.png"):
        query = urlencode({"__debugger__": "yes", "cmd": "resource", "f": name})
        assert client.get(f"/?{query}", base_url=HOST).status_code == 200


def test_module_of_the_debugger_is_left_as_it_was(client: Client) -> None:
    assert vars(werkzeug.debug)["Value"] == multiprocessing.Value


@pytest.mark.parametrize("debug", [True, False])
def test_hosts_use_it_in_debug_mode_alone(
    debug: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "def app(environ, start_response):\n    raise KeyError('x')\n"
    (tmp_path / "failing.py").write_text(source)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path.copy())
    monkeypatch.setattr(sys, "prefix", sys.prefix)
    monkeypatch.delitem(sys.modules, "failing", raising=False)
    host = Host()
    config = HostConfig("failing", str(tmp_path), flask_alias=False, debug=debug)
    assert host.start(config) is None
    exchange = host.handle("GET", f"{HOST}/", "", b"")
    assert exchange.status == 500
    assert (b"EVALEX = true" in exchange.read()) is debug
