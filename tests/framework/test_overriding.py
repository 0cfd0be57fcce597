"""Methods of the application may be replaced, on its class and on the instance."""

from __future__ import annotations

import typing as t

import pytest

from hipflask import Flask
from hipflask.sessions import SecureCookieSession, SecureCookieSessionInterface
from support.wsgi import ask, environ_of

METHODS = [
    "create_url_adapter",
    "dispatch_request",
    "finalize_request",
    "full_dispatch_request",
    "make_response",
    "preprocess_request",
    "process_response",
    "do_teardown_request",
    "do_teardown_appcontext",
    "request_context",
    "app_context",
    "ensure_sync",
]


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("where", ["class", "instance"])
def test_a_replaced_method_of_the_application_is_called(
    app: Flask, monkeypatch: pytest.MonkeyPatch, name: str, where: str
) -> None:
    calls: list[str] = []
    original = getattr(Flask, name)

    def spy(self: Flask, *args: t.Any, **kwargs: t.Any) -> t.Any:
        calls.append(name)
        return original(self, *args, **kwargs)

    if where == "class":
        app.__class__ = type("Own", (Flask,), {name: spy})
    else:
        monkeypatch.setattr(app, name, spy.__get__(app))
    app.add_url_rule("/", "view", lambda: "done")
    assert ask(app, environ_of())[2] == [b"done"]
    assert name in calls


ERROR_METHODS = [
    "handle_exception",
    "handle_http_exception",
    "handle_user_exception",
    "log_exception",
    "raise_routing_exception",
    "should_ignore_error",
    "trap_http_exception",
]


@pytest.mark.parametrize("name", ERROR_METHODS)
def test_a_replaced_method_for_errors_is_called(
    app: Flask, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    calls: list[str] = []
    original = getattr(app, name)

    def spy(*args: t.Any, **kwargs: t.Any) -> t.Any:
        calls.append(name)
        return original(*args, **kwargs)

    @app.route("/")
    def view() -> t.NoReturn:
        raise ValueError

    monkeypatch.setattr(app, name, spy)
    app.testing = False
    app.logger.disabled = True
    assert ask(app, environ_of())[0] == "500 INTERNAL SERVER ERROR"
    assert ask(app, environ_of("/nowhere"))[0] == "404 NOT FOUND"
    assert name in calls


@pytest.mark.parametrize("name", ["open_session", "save_session"])
@pytest.mark.parametrize("where", ["class", "instance"])
def test_a_replaced_method_of_the_session_interface_is_called(
    app: Flask, monkeypatch: pytest.MonkeyPatch, name: str, where: str
) -> None:
    calls: list[str] = []
    original = getattr(SecureCookieSessionInterface, name)

    def spy(self: t.Any, *args: t.Any) -> t.Any:
        calls.append(name)
        return original(self, *args)

    interface = SecureCookieSessionInterface()
    if where == "class":
        interface = type("Own", (SecureCookieSessionInterface,), {name: spy})()
    else:
        monkeypatch.setattr(interface, name, spy.__get__(interface))
    app.session_interface = interface
    app.add_url_rule("/", "view", lambda: "done")
    ask(app, environ_of())
    assert calls == [name]


def test_a_session_that_starts_with_something_is_saved(app: Flask) -> None:
    class Greeted(SecureCookieSession):
        def __init__(self, initial: t.Any = None) -> None:
            super().__init__(initial)
            self.setdefault("greeting", "hello")

    interface = SecureCookieSessionInterface()
    interface.session_class = Greeted
    app.session_interface = interface
    app.add_url_rule("/", "view", lambda: "done")
    assert "Set-Cookie" in dict(ask(app, environ_of())[1])
