"""The test client and the command runner."""

from __future__ import annotations

import importlib
import io
import typing as t
from functools import partial

from werkzeug.test import EnvironBuilder

from ._common import make_app, outcome, scenario, seen, visit


def echo(flask: t.Any, **kwargs: t.Any) -> t.Any:
    """An application that says what it was asked."""
    app = make_app(flask, **kwargs)

    @app.route("/", methods=["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"])
    @app.route("/<path:path>", methods=["GET", "POST"])
    def view(path: str = "") -> t.Any:
        request = flask.request
        if path == "redirect":
            return flask.redirect("/landed?x=1")
        files = {name: file.read() for name, file in request.files.items()}
        return [
            request.method, request.url, request.full_path, request.script_root,
            request.remote_addr, sorted(request.cookies.items()), request.headers.get("X-Own"),
            request.get_data(as_text=True), sorted(request.form.items(multi=True)),
            sorted((name, data.decode()) for name, data in files.items()),
            request.get_json(silent=True), request.environ.get("own"), request.mimetype,
            request.is_secure, request.headers.get("User-Agent", "").partition("/")[0],
        ]  # fmt: skip

    return app


def see(call: t.Callable[[], t.Any]) -> t.Any:
    return seen(call())


@scenario
def kinds_of_requests(flask: t.Any) -> t.Any:
    app = echo(flask)
    client = app.test_client()
    testing = importlib.import_module(f"{flask.__name__}.testing")
    client.set_cookie("a", "1")
    client.set_cookie("b", "2", path="/only")
    calls: list[t.Callable[[], t.Any]] = [
        lambda: client.get("/?q=1"),
        lambda: client.get("/only?q", query_string={"r": ["1", "2"]}),
        lambda: client.get("http://example.com:81/p?q=1"),
        lambda: client.get("/", base_url="https://example.com/base"),
        lambda: client.get("/", subdomain="sub"),
        lambda: client.get("/", url_scheme="https"),
        lambda: client.get("/", base_url="http://x", subdomain="sub"),
        lambda: client.post("/", data={"a": "1", "f": (io.BytesIO(b"file"), "f.txt")}),
        lambda: client.post("/", data=b"raw", content_type="text/plain"),
        lambda: client.put("/", json={"a": [1]}),
        lambda: client.patch("/", json=None, data="x"),
        lambda: client.delete("/", headers={"X-Own": "own"}),
        lambda: client.head("/"),
        lambda: client.get("/", environ_base={"REMOTE_ADDR": "1.2.3.4"}),
        lambda: client.get("/", environ_overrides={"own": "value"}),
        lambda: client.get("/redirect"),
        lambda: client.get("/redirect", follow_redirects=True),
        lambda: client.post("/redirect", data={"a": "1"}, follow_redirects=True),
        lambda: client.open(EnvironBuilder("/from-builder", method="POST", data={"b": "2"})),
        lambda: client.open(testing.EnvironBuilder(app, "/own-builder", json=[1])),
        lambda: client.open(testing.EnvironBuilder(app, "/own-request", json=[1]).get_request()),
        lambda: client.open(EnvironBuilder("/environ").get_environ()),
        lambda: client.open("/", method="TRACE"),
        lambda: client.options("/"),
    ]
    result = [outcome(partial(see, call)) for call in calls]
    history = client.get("/redirect", follow_redirects=True).history
    result.append([(r.status, r.request.path) for r in history])
    client.environ_base["own"] = "base"
    client.environ_base["HTTP_USER_AGENT"] = "Own/1"
    result.append(seen(client.get("/")))
    client.delete_cookie("a")
    result.append(seen(client.get("/")))
    result.append(outcome(lambda: client.get("/").json[1]))
    app.config.update(SERVER_NAME="example.net:8000", APPLICATION_ROOT="/app")
    app.config["PREFERRED_URL_SCHEME"] = "https"
    result += [seen(client.get("/", subdomain=sub)) for sub in (None, "sub")]
    result.append(seen(app.test_client(use_cookies=False).get("/")))
    return result


@scenario
def sessions_from_outside(flask: t.Any) -> t.Any:
    app = make_app(flask)
    app.add_url_rule("/", "view", lambda: dict(flask.session))

    @app.route("/set/<value>")
    def set_(value: str) -> str:
        flask.session["value"] = value
        return ""

    client = app.test_client()
    log: list[t.Any] = []
    with client.session_transaction() as session:
        session["a"] = (1, 2)
        log.append((flask.has_request_context(), type(session).__name__, session.modified))
    log.append(client.get("/").json)
    with client.session_transaction(base_url="http://example.com/sub") as session:
        session["b"] = dict(session)
    log.append((client.get("/").json, client.get("/", base_url="http://example.com/sub").json))
    with client:
        client.get("/set/x")
        log.append((flask.session["value"], flask.request.path))
        with client.session_transaction() as session:
            log.append(sorted(session))
            session["value"] = "changed"
        log.append((flask.session["value"], client.get("/").json))

    def fail() -> None:
        with client.session_transaction() as session:
            session["lost"] = 1
            raise ValueError

    log.append((outcome(fail), client.get("/").json))
    log.append(
        outcome(lambda: app.test_client(use_cookies=False).session_transaction().__enter__())
    )
    app.secret_key = None
    log.append(outcome(lambda: client.session_transaction().__enter__()))
    app.secret_key = "key"
    app.config.update(SESSION_COOKIE_DOMAIN="example.com", SESSION_COOKIE_PATH="/p")
    with client.session_transaction("/p", base_url="http://example.com") as session:
        session["c"] = 1
    log.append([client.get(f"http://{host}/p").status for host in ("example.com", "a.example.com")])
    with client.session_transaction("/p", base_url="http://example.com") as session:
        log.append(dict(session))
    return log


@scenario
def preserved_contexts(flask: t.Any) -> t.Any:
    app = make_app(flask)
    app.testing = True
    log: list[t.Any] = []
    app.teardown_request(lambda e: log.append(("request", flask.request.path, repr(e))))
    app.teardown_appcontext(lambda e: log.append(("app", flask.g.get("value"), repr(e))))

    @app.route("/<value>")
    def view(value: str) -> t.Any:
        if value == "fail":
            raise ValueError(value)
        flask.g.value = value
        return [value, flask.request.path]

    client = app.test_client()
    with client:
        for path in ("/a", "/b", "/fail", "/c"):
            log.append(visit(client, path))
            log.append((flask.has_request_context(), outcome(lambda: flask.request.path)))
            log.append(outcome(lambda: flask.g.value))
        log.append(outcome(client.__enter__))
    log.append((flask.has_request_context(), flask.has_app_context()))
    with app.app_context():
        flask.g.outer = 1
        with client:
            client.get("/d")
            log.append(("outer" in flask.g, flask.g.value))
        log.append(("outer" in flask.g, flask.has_request_context()))
    with app.test_client() as other:
        other.get("/f")
        log.append(flask.request.path)
    log.append(flask.has_request_context())
    return log


@scenario
def running_commands(flask: t.Any) -> t.Any:
    import click

    app = make_app(flask)

    @app.cli.command()
    @click.option("--name", default="World")
    def greet(name: str) -> None:
        click.echo(f"Hello {name} from {flask.current_app.name} {flask.has_request_context()}")

    @app.cli.group()
    def db() -> None:
        click.echo("db")

    @db.command("init")
    @click.argument("where")
    @click.pass_context
    def init(ctx: t.Any, where: str) -> None:
        click.echo(f"{where} {type(ctx.obj).__name__} {ctx.obj.load_app() is app}")

    @app.cli.command("bare", with_appcontext=False)
    def bare() -> None:
        click.echo(str(flask.has_app_context()))

    @app.cli.command("fail")
    def fail() -> None:
        raise ValueError("fail")

    runner = app.test_cli_runner()
    calls: list[t.Callable[[], t.Any]] = [
        lambda: runner.invoke(args=["greet"]),
        lambda: runner.invoke(args="greet --name Flask"),
        lambda: runner.invoke(greet, ["--name", "direct"]),
        lambda: runner.invoke(args=["db", "init", "here"]),
        lambda: runner.invoke(cli=db, args=["init", "there"]),
        lambda: runner.invoke(args=["bare"]),
        lambda: runner.invoke(bare),
        lambda: runner.invoke(args=["fail"]),
        lambda: runner.invoke(args=["none"]),
        lambda: runner.invoke(greet, obj=None),
    ]
    result = []
    for call in calls:
        done = call()
        result.append((done.exit_code, done.exit_code or done.output, repr(done.exception)))
    return result, sorted(app.cli.list_commands(click.Context(app.cli))), type(app.cli).__name__
