"""Which answers the worker may give again: files of static folders that nothing has to do with."""

from __future__ import annotations

import json
import os
import typing as t
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from werkzeug.routing import PathConverter

import hipflask
from hipflask.browser import Gateway, Host, HostConfig, build_environ
from hipflask.browser.static_answers import Repeatable, StaticAnswers

NOTHING, OTHERS, THIS = Repeatable


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("static", "parts"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "style.css").write_text("body {}")
    return tmp_path


@pytest.fixture
def app(root: Path) -> hipflask.Flask:
    return make(root)


def make(
    root: Path, cls: type[hipflask.Flask] = hipflask.Flask, **options: t.Any
) -> hipflask.Flask:
    app = cls("app", root_path=str(root), **options)
    app.add_url_rule("/", view_func=lambda: "made", endpoint="index")
    return app


def judge(
    app: t.Any,
    path: str = "/static/style.css",
    method: str = "GET",
    answers: StaticAnswers | None = None,
    fields: t.Sequence[tuple[str, str]] = (),
) -> Repeatable:
    answers = answers or StaticAnswers(app)
    environ = build_environ(method, f"https://example.org{path}", "", fields, b"")
    exchange = Gateway(app).handle(environ)
    exchange.read()
    return answers.judge(exchange)


def test_a_static_file_is(app: hipflask.Flask, root: Path) -> None:
    assert judge(app) is THIS
    described = {"folders": [str(root / "static")], "session_cookie": "session"}
    assert json.loads(StaticAnswers(app).describe() or "") == described


@pytest.mark.parametrize(
    ("path", "method", "fields"),
    [
        ("/", "GET", ()),
        ("/static/missing.css", "GET", ()),
        ("/static/style.css", "HEAD", ()),
        ("/static/style.css", "POST", ()),
        ("/static/style.css", "GET", [("range", "bytes=0-1")]),
        ("/static/style.css", "GET", [("if-modified-since", "Mon, 01 Jan 2125 00:00:00 GMT")]),
    ],
)
def test_other_answers_are_not(
    path: str, method: str, fields: t.Sequence[tuple[str, str]], app: hipflask.Flask
) -> None:
    assert judge(app, path, method, fields=fields) is OTHERS


def test_an_answer_that_renews_a_session_is_not(app: hipflask.Flask) -> None:
    app.secret_key = "secret"

    @app.route("/sign-in")
    def sign_in() -> str:
        hipflask.session.permanent = True
        return "in"

    cookie = app.test_client().get("/sign-in").headers["Set-Cookie"].partition(";")[0]
    assert judge(app, fields=[("cookie", cookie)]) is OTHERS
    assert judge(app, fields=[("cookie", "session=forged")]) is THIS


def test_a_view_below_the_static_path_is_not(app: hipflask.Flask) -> None:
    app.add_url_rule("/static/made.css", view_func=lambda: "made", endpoint="made")
    assert judge(app, "/static/made.css") is OTHERS
    assert judge(app) is THIS


def test_a_path_of_static_files_may_be_the_root(root: Path) -> None:
    app = make(root, static_url_path="")
    assert judge(app, "/style.css") is THIS
    assert judge(app, "/") is OTHERS


def test_a_path_of_static_files_may_be_any_text(root: Path) -> None:
    app = make(root, static_url_path="/café")
    assert judge(app, "/caf%C3%A9/style.css") is THIS


class TestBlueprint:
    """Its static files, which its own functions have to do with."""

    @pytest.fixture
    def blueprint(self, root: Path) -> hipflask.Blueprint:
        path = str(root)
        return hipflask.Blueprint(
            "parts", "parts", root_path=path, static_folder="parts", url_prefix="/parts"
        )

    PATH = "/parts/parts/style.css"

    def test_static_file(
        self, app: hipflask.Flask, blueprint: hipflask.Blueprint, root: Path
    ) -> None:
        app.register_blueprint(blueprint)
        assert judge(app, self.PATH) is THIS
        folders = json.loads(StaticAnswers(app).describe() or "")["folders"]
        assert folders == [str(root / "parts"), str(root / "static")]

    def test_functions_of_its_own(self, app: hipflask.Flask, blueprint: hipflask.Blueprint) -> None:
        blueprint.before_request(lambda: None)
        app.register_blueprint(blueprint)
        assert judge(app, self.PATH) is OTHERS
        assert judge(app) is THIS

    def test_functions_of_one_that_it_is_in(
        self, app: hipflask.Flask, blueprint: hipflask.Blueprint
    ) -> None:
        outer = hipflask.Blueprint("outer", "outer")
        outer.after_request(lambda response: response)
        outer.register_blueprint(blueprint)
        app.register_blueprint(outer)
        assert judge(app, self.PATH) is OTHERS

    def test_functions_for_the_whole_application(
        self, app: hipflask.Flask, blueprint: hipflask.Blueprint
    ) -> None:
        blueprint.before_app_request(lambda: None)
        app.register_blueprint(blueprint)
        assert judge(app) is NOTHING

    def test_class_of_its_own(self, app: hipflask.Flask, root: Path) -> None:
        class Own(hipflask.Blueprint):
            def get_send_file_max_age(self, filename: str | None) -> int | None:
                return 60

        path = str(root)
        own = Own("parts", "parts", root_path=path, static_folder="parts", url_prefix="/parts")
        app.register_blueprint(own)
        assert judge(app, self.PATH) is OTHERS


def _wrap(app: hipflask.Flask) -> None:
    inner = app.wsgi_app
    vars(app).update(wsgi_app=lambda environ, start: inner(environ, start))


def _replace_view(app: hipflask.Flask) -> None:
    view: t.Any = app.view_functions["static"]
    app.view_functions.update(static=lambda **values: view(**values))


class OwnRequest(hipflask.Request):
    """A class of requests."""


class OwnResponse(hipflask.Response):
    """A class of responses."""


class OwnSessions(hipflask.sessions.SecureCookieSessionInterface):
    """A way to keep sessions."""


class OwnConverter(PathConverter):
    """A converter of paths."""


def _salt(app: hipflask.Flask) -> None:
    sessions = hipflask.sessions.SecureCookieSessionInterface()
    sessions.salt = "another"
    app.session_interface = sessions


#: Each makes an application that may do something with any request.
REASONS: dict[str, Callable[[hipflask.Flask], object]] = {
    "before_request": lambda app: app.before_request(lambda: None),
    "after_request": lambda app: app.after_request(lambda response: response),
    "teardown_request": lambda app: app.teardown_request(lambda error: None),
    "url_value_preprocessor": lambda app: app.url_value_preprocessor(lambda *_: None),
    "middleware": _wrap,
    "a method replaced": lambda app: setattr(app, "dispatch_request", app.dispatch_request),
    "the view replaced": _replace_view,
    "request_class": lambda app: setattr(app, "request_class", OwnRequest),
    "response_class": lambda app: setattr(app, "response_class", OwnResponse),
    "session_interface": lambda app: setattr(app, "session_interface", OwnSessions()),
    "session settings": _salt,
    "converter": lambda app: app.url_map.converters.update(path=OwnConverter),
    "debug": lambda app: setattr(app, "debug", True),
    "x-sendfile": lambda app: app.config.update(USE_X_SENDFILE=True),
}


@pytest.mark.parametrize("reason", REASONS)
def test_none_is_if_the_application_may_do_something_with_it(
    reason: str, app: hipflask.Flask
) -> None:
    REASONS[reason](app)
    assert judge(app) is NOTHING
    assert StaticAnswers(app).describe() is None


#: What can be done even when requests are being answered.
LATE = [reason for reason in REASONS if "_request" not in reason and "preprocessor" not in reason]


@pytest.mark.parametrize("reason", LATE)
def test_none_is_any_longer_once_the_application_changes(reason: str, app: hipflask.Flask) -> None:
    answers = StaticAnswers(app)
    assert judge(app, answers=answers) is THIS
    REASONS[reason](app)
    assert judge(app, "/", answers=answers) is NOTHING


@pytest.mark.parametrize("name", ["SEND_FILE_MAX_AGE_DEFAULT", "SESSION_COOKIE_NAME"])
def test_none_is_any_longer_once_a_setting_changes(name: str, app: hipflask.Flask) -> None:
    answers = StaticAnswers(app)
    app.config[name] = None if name == "SESSION_COOKIE_NAME" else 60
    assert judge(app, "/missing", answers=answers) is NOTHING


def test_none_is_any_longer_once_the_folder_is_another(app: hipflask.Flask) -> None:
    answers = StaticAnswers(app)
    app.static_folder = "parts"
    assert judge(app, answers=answers) is NOTHING


@pytest.mark.parametrize(
    "name",
    [
        "request_started",
        "request_finished",
        "request_tearing_down",
        "appcontext_pushed",
        "appcontext_popped",
        "appcontext_tearing_down",
    ],
)
def test_none_is_while_somebody_listens(name: str, app: hipflask.Flask) -> None:
    def heed(sender: object, **_: object) -> None:
        """Hear of a request."""

    signal = getattr(hipflask, name)
    answers = StaticAnswers(app)
    with t.cast("AbstractContextManager[None]", signal.connected_to(heed, app)):
        assert judge(app, answers=answers) is NOTHING
    assert judge(app, answers=answers) is THIS


@pytest.mark.parametrize(
    "name",
    [
        "dispatch_request",
        "full_dispatch_request",
        "process_response",
        "make_response",
        "send_static_file",
        "get_send_file_max_age",
        "wsgi_app",
        "request_context",
        "__call__",
    ],
)
def test_none_is_of_a_class_that_overrides_a_method(name: str, root: Path) -> None:
    original = getattr(hipflask.Flask, name)

    def override(*args: t.Any, **kwargs: t.Any) -> t.Any:
        return original(*args, **kwargs)

    assert judge(make(root, type("Own", (hipflask.Flask,), {name: override}))) is NOTHING


def test_a_property_may_not_be_overridden(root: Path) -> None:
    folder = property(lambda self: str(root / "parts"), lambda self, value: None)
    assert judge(make(root, type("Own", (hipflask.Flask,), {"static_folder": folder}))) is NOTHING


def test_a_class_may_add_to_it(root: Path) -> None:
    class Own(hipflask.Flask):
        def __init__(self, *args: t.Any, **options: t.Any) -> None:
            super().__init__(*args, **options)
            self.more = True

        def say(self) -> str:
            return "hello"

    assert judge(make(root, Own)) is THIS


@pytest.mark.parametrize(
    "options", [{"static_host": "example.org", "host_matching": True}, {"subdomain_matching": True}]
)
def test_none_is_if_the_host_matters(options: dict[str, t.Any], root: Path) -> None:
    app = hipflask.Flask("app", root_path=str(root), **options)
    assert judge(app) is NOTHING


def test_none_is_of_an_application_without_static_folder(root: Path) -> None:
    assert judge(make(root, static_folder=None), "/") is NOTHING


def test_none_is_of_another_framework(app: hipflask.Flask) -> None:
    def other(environ: t.Any, start_response: t.Any) -> t.Iterable[bytes]:
        return app(environ, start_response)

    assert judge(other) is NOTHING
    assert StaticAnswers(other).describe() is None


@pytest.mark.parametrize(("static_cache", "expected"), [(True, THIS), (False, NOTHING)])
def test_the_host_tells_if_it_is_to(
    static_cache: bool, expected: Repeatable, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"hosted_static_{static_cache}"
    (root / f"{name}.py").write_text("import hipflask\napp = hipflask.Flask(__name__)\n")
    monkeypatch.chdir(root)
    monkeypatch.syspath_prepend(str(root))
    monkeypatch.setattr(os, "environ", os.environ.copy())
    host = Host()
    config = HostConfig(name, str(root), flask_alias=False, static_cache=static_cache)
    assert host.start(config) is None
    exchange = host.handle("GET", "https://example.org/static/style.css", "", b"")
    exchange.read()
    assert host.judge(exchange) is expected
    assert (host.static_answers() is not None) is static_cache
