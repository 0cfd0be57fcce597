"""URL adapters are what Werkzeug would bind, and requests are read and closed as it does."""

from __future__ import annotations

import io
import typing as t

import pytest
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map
from werkzeug.wrappers import Request as RequestBase

import hipflask
from hipflask import Flask, Request
from support.wsgi import ask, environ_of

ENVIRONS: list[dict[str, t.Any]] = [
    {},
    {"HTTP_HOST": "Example.com:80"},
    {"HTTP_HOST": "example.com:443", "wsgi.url_scheme": "https"},
    {"HTTP_HOST": "example.com:8000"},
    {"HTTP_HOST": "not a host"},
    {"HTTP_HOST": ""},
    {"HTTP_HOST": "[::1]:5000"},
    {"SERVER_NAME": "::1"},
    {"SERVER_NAME": "/run/app.sock", "SERVER_PORT": None},
    {"HTTP_HOST": "a" * 64 + ".com"},
    {"HTTP_HOST": ".".join(["a" * 60] * 8)},
    {"SCRIPT_NAME": "/gr\xc3\xbc\xc3\x9f"},
    {"SCRIPT_NAME": "/a//"},
    {"PATH_INFO": ""},
    {"PATH_INFO": "//double/gr\xc3\xbc\xff"},
    {"QUERY_STRING": "q=\xc3\xbc&r=1"},
    {"REQUEST_METHOD": "post"},
    {"HTTP_CONNECTION": "Upgrade", "HTTP_UPGRADE": "websocket"},
]


@pytest.mark.parametrize("items", ENVIRONS, ids=lambda items: ",".join(items) or "plain")
@pytest.mark.parametrize("missing", [(), ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")])
def test_binding_gives_what_werkzeug_gives(
    app: Flask, items: dict[str, t.Any], missing: tuple[str, ...]
) -> None:
    environ = environ_of(**items)
    for name in missing:
        environ.pop(name, None)

    def bound(bind: t.Callable[[], t.Any]) -> t.Any:
        try:
            return vars(bind())
        except HTTPException as error:
            return type(error)

    request = app.request_class(environ)
    ours = bound(lambda: app.create_url_adapter(request))
    theirs = bound(lambda: app.url_map.bind_to_environ(environ, subdomain=""))
    assert ours == theirs
    assert request.host == RequestBase(environ).host


def test_binding_again_does_not_mix_hosts_up(app: Flask) -> None:
    def server(**items: t.Any) -> str:
        adapter = app.create_url_adapter(app.request_class(environ_of(**items)))
        assert adapter is not None
        return adapter.server_name

    for _ in range(2):
        assert server(HTTP_HOST="a:80") == "a"
        assert server(**{"HTTP_HOST": "a:80", "wsgi.url_scheme": "https"}) == "a:80"
        assert server(SERVER_NAME="b") == "b:8080"
        assert server(SERVER_NAME="b", SERVER_PORT="1") == "b:1"


@pytest.mark.parametrize("where", ["class", "instance"])
def test_an_overridden_binding_is_used(app: Flask, where: str) -> None:
    class OwnMap(Map):
        def bind_to_environ(self, *args: t.Any, **kwargs: t.Any) -> t.Any:
            adapter = super().bind_to_environ(*args, **kwargs)
            adapter.path_info = "/own"
            return adapter

    if where == "class":
        app.url_map = OwnMap()
    else:
        app.url_map.bind_to_environ = OwnMap().bind_to_environ  # type: ignore[method-assign]
    adapter = app.create_url_adapter(app.request_class(environ_of()))
    assert adapter is not None
    assert adapter.path_info == "/own"


def test_an_overridden_close_of_the_request_is_called(app: Flask) -> None:
    closed: list[str] = []

    class Own(Request):
        def close(self) -> None:
            closed.append("class")
            super().close()

    app.add_url_rule("/", "view", lambda: "done")
    app.request_class = Own
    ask(app, environ_of())
    assert closed == ["class"]


def test_a_close_that_is_replaced_on_the_request_is_called(app: Flask) -> None:
    closed: list[str] = []

    @app.route("/")
    def view() -> str:
        request: t.Any = hipflask.request
        request.close = lambda: closed.append("instance")
        return "done"

    ask(app, environ_of())
    assert closed == ["instance"]


def test_uploads_are_closed(app: Flask) -> None:
    files: list[t.Any] = []

    @app.post("/")
    def view() -> str:
        files.append(hipflask.request.files["file"])
        return "done"

    app.test_client().post("/", data={"file": (io.BytesIO(b"data"), "name")})
    assert files[0].stream.closed


@pytest.mark.parametrize(
    "cookie", [None, "", "a=\xc3\xa9; b=2; b=3", 'a="x\\303\\251";;=;c', "a=\xff", "  x = 1"]
)
def test_cookies_are_werkzeugs(cookie: str | None) -> None:
    environ = environ_of() if cookie is None else environ_of(HTTP_COOKIE=cookie)
    ours, theirs = Request(environ).cookies, RequestBase(environ).cookies
    assert (type(ours), ours) == (type(theirs), theirs)


def test_cookies_of_replaced_headers() -> None:
    request = Request(environ_of(HTTP_COOKIE="a=1"))
    request.headers = Headers({"Cookie": "a=2"})
    assert request.cookies.to_dict() == {"a": "2"}


@pytest.mark.parametrize(
    ("options", "subdomain"),
    [({}, "www"), ({"subdomain_matching": True}, ""), ({"host_matching": True}, None)],
    ids=["plain", "subdomains", "hosts"],
)
def test_the_subdomain_is_the_default_unless_something_else_matches(
    options: dict[str, t.Any], subdomain: str | None
) -> None:
    app = Flask("app", root_path=".", static_folder=None, **options)
    app.url_map.default_subdomain = "www"
    adapter = app.create_url_adapter(app.request_class(environ_of(HTTP_HOST="example.com")))
    assert adapter is not None
    assert adapter.subdomain == subdomain
