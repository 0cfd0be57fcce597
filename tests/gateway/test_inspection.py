"""What the tools page is told of an application and of its requests."""

from __future__ import annotations

import typing as t

from hipflask import Flask
from hipflask.browser.gateway import Exchange
from hipflask.browser.host import Host, HostConfig
from hipflask.browser.inspection import inspect, routes_of

if t.TYPE_CHECKING:
    from pathlib import Path

    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def greedy(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Leave things in its environ, as frameworks do."""
    environ["app.own"] = object()
    environ["PATH_INFO"] = "/changed"
    start_response("200 OK", [])
    return [b""]


def test_routes_are_those_of_the_url_map() -> None:
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/<int:page>", "pages", methods=["GET", "PUT"])
    assert routes_of(app) == [
        {
            "rule": "/<int:page>",
            "methods": ["GET", "HEAD", "OPTIONS", "PUT"],
            "endpoint": "pages",
        }
    ]


def test_other_applications_tell_no_routes() -> None:
    assert routes_of(greedy) == []
    assert Host().routes() == []


def test_a_host_tells_the_routes_of_its_application(tmp_path: Path) -> None:
    (tmp_path / "listed.py").write_text(
        "from hipflask import Flask\napp = Flask(__name__, static_folder=None)\n"
        "app.add_url_rule('/here', 'here')\n"
    )
    host = Host()
    assert host.start(HostConfig("listed", str(tmp_path), tools=True)) is None
    assert [route["rule"] for route in host.routes()] == ["/here"]
    assert host.has_tools


def test_the_environ_is_told_as_it_came() -> None:
    long = "x" * 5000
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "a": 1, "b": long, "c": ("1", "0")}
    exchange = Exchange(greedy, environ)
    exchange.begin()
    told = inspect(exchange)
    assert told["environ"] == [
        ("PATH_INFO", "/"),
        ("REQUEST_METHOD", "GET"),
        ("a", "1"),
        ("b", f"{'x' * 2000}…"),
        ("c", "('1', '0')"),
    ]
    assert told["waited"] >= 0
