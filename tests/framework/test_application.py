"""The application where there is nothing to compare with: messages, folders, logging, running."""

from __future__ import annotations

import io
import logging
import sys
import typing as t
from pathlib import Path

import pytest

import hipflask
from hipflask import Flask


def test_setup_after_the_first_request_names_the_method(app: Flask, client: t.Any) -> None:
    client.get("/")
    with pytest.raises(AssertionError, match="'before_request' was called on the application"):
        app.before_request(lambda: None)
    blueprint = hipflask.Blueprint("b", "b", root_path=".")
    Flask("other", root_path=".").register_blueprint(blueprint)
    with pytest.raises(AssertionError, match="'route' was called on the blueprint 'b'"):
        blueprint.route("/")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "'wrong' returned None"),
        (5, "returned a int"),
        ((1, 2, 3, 4), "tuple of 4"),
        (object, "did not act as a WSGI application"),
    ],
)
def test_an_impossible_return_value_names_the_view(
    app: Flask, client: t.Any, value: t.Any, message: str
) -> None:
    app.add_url_rule("/", "wrong", lambda: value)
    with pytest.raises(TypeError, match=message) as caught:
        client.get("/")
    assert "'wrong'" in str(caught.value)


def test_async_view_without_asgiref_says_what_to_install(
    app: Flask, client: t.Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def view() -> str:
        return "async"

    app.add_url_rule("/", "view", view)
    for name in ("asgiref", "asgiref.sync"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(RuntimeError, match=r"hipflask\[async\]"):
        client.get("/")


def test_async_functions_of_all_kinds(
    app: Flask, client: t.Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a stand-in for asgiref, since only the calls are the framework's business."""
    import asyncio
    import functools

    def async_to_sync(func: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
        return lambda *args, **kwargs: asyncio.run(func(*args, **kwargs))

    monkeypatch.setattr(app, "async_to_sync", async_to_sync)

    async def view(n: int) -> str:
        if n == 0:
            raise KeyError
        return f"view {n}"

    def plain_wrapper(f: t.Any) -> t.Any:
        @functools.wraps(f)
        async def wrapper(*args: t.Any, **kwargs: t.Any) -> t.Any:
            return await f(*args, **kwargs)

        return wrapper

    @app.before_request
    async def before() -> None:
        hipflask.g.before = True

    @app.after_request
    async def after(response: t.Any) -> t.Any:
        response.headers["X-Before"] = str(hipflask.g.before)
        return response

    @app.errorhandler(KeyError)
    async def handler(error: KeyError) -> t.Any:
        return "handled", 500

    from hipflask.views import MethodView

    class Class(MethodView):
        async def get(self) -> str:
            return "class"

    app.add_url_rule("/<int:n>", "view", plain_wrapper(view))
    app.add_url_rule("/partial", "partial", functools.partial(view, 7))
    app.add_url_rule("/class", view_func=Class.as_view("class"))
    assert client.get("/3").text == "view 3"
    assert client.get("/0").text == "handled"
    assert client.get("/partial").text == "view 7"
    assert client.get("/class").text == "class"
    assert client.get("/3").headers["X-Before"] == "True"


def test_errors_are_logged_to_the_servers_stream(app: Flask) -> None:
    app.testing = False
    app.import_name = "logged"
    logging.getLogger("logged").propagate = False  # else the test runner's handler takes it
    try:
        app.add_url_rule("/", "fail", lambda: str(1 / 0))
        errors = io.StringIO()
        response = app.test_client().get("/", errors_stream=errors)
        assert response.status_code == 500
        assert "ERROR in app: Exception on / [GET]" in errors.getvalue()
        assert "ZeroDivisionError" in errors.getvalue()
    finally:
        app.logger.handlers.clear()
        app.logger.propagate = True


def test_a_configured_logger_is_left_alone() -> None:
    logger = logging.getLogger("configured")
    handler = logging.NullHandler()
    logger.addHandler(handler)
    assert Flask("configured", root_path=".").logger.handlers == [handler]


@pytest.mark.parametrize(
    ("install", "import_name", "expected"),
    [
        ("", "site_module", "instance"),
        ("", "site_package", "instance"),
        ("", "site_namespace.inner", "instance"),
        ("lib/python3/site-packages", "site_module", "var/site_module-instance"),
        ("lib/python3/site-packages", "site_package", "var/site_package-instance"),
        ("Lib/site-packages", "site_package", "var/site_package-instance"),
        ("site-packages", "site_package", "var/site_package-instance"),
    ],
)
def test_instance_folder(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    install: str,
    import_name: str,
    expected: str,
) -> None:
    folder = tmp_path / install
    (folder / "site_package").mkdir(parents=True)
    (folder / "site_namespace" / "inner").mkdir(parents=True)
    source = "import hipflask\napp = hipflask.Flask(__name__)\n"
    for file in ("site_module.py", "site_package/__init__.py", "site_namespace/inner/__init__.py"):
        (folder / file).write_text(source)
    monkeypatch.syspath_prepend(str(folder))
    for name in ("site_module", "site_package", "site_namespace", "site_namespace.inner"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    import importlib

    app = importlib.import_module(import_name).app
    assert app.instance_path == str(tmp_path / expected)
    for name in ("site_module", "site_package", "site_namespace", "site_namespace.inner"):
        sys.modules.pop(name, None)


def test_instance_files_and_relative_configuration(tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text("SECRET_KEY = 'from the instance'\n")
    app = Flask("x", root_path=".", instance_path=str(tmp_path), instance_relative_config=True)
    app.config.from_pyfile("settings.py")
    assert app.secret_key == "from the instance"
    with app.open_instance_resource("note.txt", "w") as file:
        file.write("ä")
    with app.open_instance_resource("note.txt") as file:
        assert file.read() == "ä".encode()


def test_prefixed_environment_copes_with_a_value_and_its_part(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASK_MAIL", "plain")
    monkeypatch.setenv("FLASK_MAIL__PORT", "25")
    monkeypatch.setenv("FLASK_NUMBER", "1")
    app.config.from_prefixed_env()
    assert app.config["MAIL"] == {"PORT": 25}
    assert app.config["NUMBER"] == 1


def test_missing_file_in_debug_mode_names_the_enctype(app: Flask, client: t.Any) -> None:
    app.debug = True
    app.add_url_rule("/", "up", lambda: str(hipflask.request.files["f"]), methods=["POST"])
    from hipflask.debughelpers import DebugFilesKeyError

    with pytest.raises(DebugFilesKeyError, match="multipart/form-data") as caught:
        client.post("/", data={"f": "photo.jpg"})
    assert "photo.jpg" in str(caught.value)


def test_redirect_that_drops_a_form_is_explained(app: Flask) -> None:
    app.debug = True
    app.url_map.redirect_defaults = True
    app.add_url_rule("/x", "x", lambda: "", methods=["POST"], defaults={})
    app.add_url_rule("/old", "old", lambda: "", methods=["POST"], redirect_to="x")
    from hipflask.debughelpers import FormDataRoutingRedirect

    with pytest.raises(FormDataRoutingRedirect, match="canonical URL") as caught:
        _routed(app, "/old", 302)
    assert "POST" in str(caught.value)


def _routed(app: Flask, path: str, code: int) -> None:
    from werkzeug.routing import RequestRedirect

    with app.test_request_context(path, method="POST") as ctx:
        redirect = RequestRedirect(f"http://localhost{path}/")
        redirect.code = code
        ctx.request.routing_exception = redirect
        app.dispatch_request()


def test_template_loading_is_explained(
    app: Flask, client: t.Any, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    app.import_name = "explained"  # a logger that no other test has used
    caplog.set_level(logging.INFO, app.name)
    (tmp_path / "pages").mkdir()
    blueprint = hipflask.Blueprint("blog", "blog", root_path=str(tmp_path), template_folder="pages")
    blueprint.add_url_rule("/", "index", lambda: hipflask.render_template("index.html"))
    app.register_blueprint(blueprint)
    app.config["EXPLAIN_TEMPLATE_LOADING"] = True
    from jinja2 import TemplateNotFound

    with pytest.raises(TemplateNotFound):
        client.get("/")
    assert "blueprint 'blog'" in caplog.text
    assert "not found" in caplog.text
    (tmp_path / "pages" / "index.html").write_text("from the blueprint")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "index.html").write_text("from the application")
    assert client.get("/").text == "from the application"
    assert "more than once" in caplog.text


def test_run_listens_where_told_and_the_command_line_goes_first(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("hipflask.cli", reason="the command line is not part of this checkout")
    calls: list[t.Any] = []
    monkeypatch.setattr(
        "werkzeug.serving.run_simple", lambda host, port, app, **kw: calls.append((host, port, kw))
    )
    monkeypatch.setenv("FLASK_SKIP_DOTENV", "1")
    monkeypatch.delenv("FLASK_RUN_FROM_CLI", raising=False)
    app.run()
    app.config["SERVER_NAME"] = "example.com:8000"
    app.run()
    app.run("0.0.0.0", 80, debug=True, threaded=False)
    off = {"use_reloader": False, "use_debugger": False, "threaded": True}
    on = {"use_reloader": True, "use_debugger": True, "threaded": False}
    assert calls == [
        ("127.0.0.1", 5000, off),
        ("example.com", 8000, off),
        ("0.0.0.0", 80, on),
    ]
    capsys.readouterr()
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    app.run()
    assert len(calls) == 3
    assert "Ignoring a call of 'app.run()'" in capsys.readouterr().out


def test_commands_of_blueprints_are_grouped(app: Flask) -> None:
    pytest.importorskip("hipflask.cli", reason="the command line is not part of this checkout")
    for name, group in (("own", ...), ("flat", None), ("named", "other")):
        kwargs = {} if group is ... else {"cli_group": group}
        blueprint = hipflask.Blueprint(name, name, root_path=".", **kwargs)  # type: ignore[arg-type]

        @blueprint.cli.command(f"do-{name}")
        def do(name: str = name) -> None:
            print(hipflask.current_app.name, name)

        app.register_blueprint(blueprint)
    runner = app.test_cli_runner()
    for args in (["own", "do-own"], ["do-flat"], ["other", "do-named"]):
        result = runner.invoke(args=args)
        assert result.output.split()[0] == app.name, result.output


def test_the_application_is_freed_without_the_collector() -> None:
    import gc
    import weakref

    gc.disable()
    try:
        app = Flask("freed", root_path=".")
        app.add_url_rule("/", "index", lambda: "")
        app.test_client().get("/")
        ref = weakref.ref(app)
        del app
        assert ref() is None
    finally:
        gc.enable()


def test_client_options(app: Flask) -> None:
    @app.route("/", methods=["GET", "POST"])
    def index() -> t.Any:
        request = hipflask.request
        return {
            "url": request.url,
            "json": request.get_json(silent=True),
            "by": request.remote_addr,
        }

    client = app.test_client()

    def answer(path: str, method: str = "GET", **options: t.Any) -> dict[str, t.Any]:
        answered = client.open(path, method=method, **options).json
        assert isinstance(answered, dict)
        return answered

    app.config.update(SERVER_NAME="example.com", APPLICATION_ROOT="/app")
    assert answer("/") == {
        "url": "http://example.com/app/",
        "json": None,
        "by": "127.0.0.1",
    }
    assert answer("https://other.org/?q=1")["url"] == "https://other.org/app/?q=1"
    assert answer("/", subdomain="sub", url_scheme="https")["url"] == (
        "https://sub.example.com/app/"
    )
    assert answer("/", method="POST", json=[1])["json"] == [1]
    with pytest.raises(AssertionError, match="base_url"):
        client.get("/", base_url="http://x/", subdomain="y")
    with client, pytest.raises(RuntimeError, match="entered already"), client:
        pass
    with (
        pytest.raises(TypeError, match="use_cookies"),
        app.test_client(use_cookies=False).session_transaction(),
    ):
        pass
