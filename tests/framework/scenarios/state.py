"""Sessions, contexts, templates, files and configuration."""

from __future__ import annotations

import io
import typing as t
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

from hipflask.json.provider import DefaultJSONProvider
from hipflask.sessions import SecureCookieSessionInterface

from ._common import make_app, outcome, scenario, seen


@scenario
def sessions(flask: t.Any) -> t.Any:
    app = make_app(flask)
    values = {
        "text": "ä",
        "tuple": (1, (2, 3)),
        "bytes": b"\x00\xff",
        "uuid": UUID(int=5),
        "time": datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC),
        "markup": app.jinja_env.from_string("<b>").module.__html__(),
        "list": [1, {"a": (1,)}],
        "tag": {" t": [1]},
    }

    @app.route("/<action>")
    def view(action: str) -> t.Any:
        session = flask.session
        if action == "write":
            session.update(values)
        elif action == "permanent":
            session.permanent = True
        elif action == "read":
            return repr(sorted(session.items()))
        elif action == "contains":
            return str("text" in session)
        elif action == "clear":
            session.clear()
        elif action == "nested":
            session["list"].append(1)
        elif action == "raise":
            session["lost"] = 1
            raise ValueError
        elif action == "flash":
            flask.flash("one")
            flask.flash("two", "error")
        elif action == "flashed":
            first = flask.get_flashed_messages(with_categories=True)
            return repr([first, flask.get_flashed_messages(category_filter=["error"])])
        return ""

    app.logger.disabled = True
    client = app.test_client()
    result: list[t.Any] = []

    def go(*actions: str, **config: t.Any) -> None:
        app.config.update(config)
        for action in actions:
            response = client.get(f"/{action}")
            cookie = response.headers.get("Set-Cookie", "")
            attributes = sorted(
                part.partition("=")[0] if "xpires" in part else part
                for part in cookie.split("; ")[1:]
            )
            result.append((action, response.data, response.headers.getlist("Vary"), attributes))

    go("nothing", "read", "write", "nothing", "read", "contains", "nested", "raise", "read")
    go("flash", "flashed", "flashed", "clear", "nothing", "read", "clear")
    go("permanent", "nothing", "read", "write", "nothing")
    go("nothing", "write", SESSION_REFRESH_EACH_REQUEST=False)
    go("write", SESSION_COOKIE_PARTITIONED=True, SESSION_COOKIE_SECURE=True)
    go("write", SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_DOMAIN="localhost")
    go("clear", SESSION_COOKIE_HTTPONLY=False, SESSION_COOKIE_PATH="/x")
    go("read", "write", "flash", SECRET_KEY=None)
    app.secret_key = "new"
    app.config["SECRET_KEY_FALLBACKS"] = ["key"]
    go("read")
    return result


@scenario
def signed_values(flask: t.Any) -> t.Any:
    app = make_app(flask)
    interface = t.cast(SecureCookieSessionInterface, app.session_interface)
    serializer = interface.get_signing_serializer(app)
    assert serializer is not None
    value = {"a": (1, b"x"), "b": {" b": "c"}, "t": datetime(2020, 1, 1, tzinfo=UTC)}
    payload = serializer.dumps(value).rpartition(".")[0].rpartition(".")[0]
    return payload, serializer.loads(serializer.dumps(value)), serializer.salt


@scenario
def json(flask: t.Any) -> t.Any:
    import dataclasses

    @dataclasses.dataclass
    class Point:
        x: int
        y: Decimal

    app = make_app(flask)
    objects = [
        {"b": 1, "a": 2}, Point(1, Decimal("1.5")), UUID(int=1), datetime(2020, 1, 1, tzinfo=UTC),
        app.jinja_env.from_string("<i>").module, "ä", object(), {1: 2, "a": 3},
    ]  # fmt: skip
    result: list[t.Any] = []

    def jsonified(o: object) -> t.Any:
        return flask.jsonify(o).data

    for debug in (False, True):
        app.debug = debug
        for o in objects:
            result.append(outcome(partial(flask.json.dumps, o)))
            with app.app_context():
                result.append(outcome(partial(flask.json.dumps, o)))
                result.append(outcome(partial(jsonified, o)))
    provider = t.cast(DefaultJSONProvider, app.json)
    provider.sort_keys = False
    provider.ensure_ascii = False
    provider.compact = False
    with app.app_context():
        result.append(flask.jsonify(b="ä", a=1).data)
        result.append(outcome(lambda: flask.jsonify(1, a=2)))
        file = io.StringIO()
        flask.json.dump({"a": 1}, file)
        result.append(
            (file.getvalue(), flask.json.load(io.StringIO("[1]")), flask.json.loads(b"2"))
        )

    @app.post("/")
    def view() -> t.Any:
        return [flask.request.get_json(silent=True), flask.request.is_json, flask.request.json]

    for debug in (False, True):
        app.debug = debug
        client = app.test_client()
        result.append(seen(client.post("/", json={"a": 1})))
        result.append(client.post("/", data="{", content_type="application/json").status)
        result.append("Failed" in client.post("/", data="{", content_type="application/json").text)
        result.append(seen(client.post("/", data="x")))
    return result


@scenario
def templates(flask: t.Any) -> t.Any:
    app = make_app(flask)
    app.config["X"] = "config"

    @app.template_filter("twice")
    def twice(value: str) -> str:
        return value * 2

    @app.template_test()
    def big(value: int) -> bool:
        return value > 10

    app.add_template_global(lambda: "global", "hello")
    source = """{{ "a"|twice }} {{ 11 is big }} {{ hello() }} {{ config.X }} {{ request.path }}
        {{ session.get("n") }} {{ g.v }} {{ "<b>" }} {{ url_for("view") }}
        {{ {"a": "</x>"}|tojson }}
        {{ get_flashed_messages() }} {{ given }}"""

    @app.route("/")
    def view() -> t.Any:
        flask.g.v = "g"
        return flask.render_template_string(source, given="given")

    @app.route("/stream")
    def stream() -> t.Any:
        return flask.stream_template_string("{% for x in range(3) %}{{ request.path }}{% endfor %}")

    client = app.test_client()
    result = [seen(client.get("/")), seen(client.get("/stream"))]
    with app.app_context():
        result.append(flask.render_template_string("{{ config.X }}|{{ g }}|{{ request }}"[:14]))
        result.append(outcome(lambda: flask.render_template("no.html")))
    names = ["a.html", "a.htm", "a.xml", "a.xhtml", "a.svg", "a.txt", "a", None, "a.HTML"]
    return result, [app.select_jinja_autoescape(name) for name in names]


@scenario
def limits_and_hosts(flask: t.Any) -> t.Any:
    app = make_app(flask)

    @app.route("/", methods=["GET", "POST"])
    def view() -> t.Any:
        return f"{flask.request.host} {sorted(flask.request.form)} {len(flask.request.data)}"

    @app.post("/per-request")
    def per_request() -> t.Any:
        flask.request.max_content_length = 5
        flask.request.max_form_parts = 1
        limits = flask.request.max_content_length, flask.request.max_form_parts
        return repr((limits, len(flask.request.get_data())))

    client = app.test_client()
    result: list[t.Any] = []

    def go(**config: t.Any) -> None:
        app.config.update(config)
        result.append(client.post("/", data={"a": "x" * 50, "b": "y"}).status)
        multipart = "multipart/form-data"
        result.append(
            client.post("/", data={"a": "x" * 50, "b": "y"}, content_type=multipart).status
        )
        result.append(client.post("/per-request", data=b"123456").status)
        for host in ("localhost", "example.com", "a.example.com", "bad/host"):
            result.append(seen(client.get("/", headers={"Host": host})))

    go()
    go(MAX_CONTENT_LENGTH=20)
    go(MAX_CONTENT_LENGTH=None, MAX_FORM_MEMORY_SIZE=10)
    go(MAX_FORM_MEMORY_SIZE=None, MAX_FORM_PARTS=1)
    go(TRUSTED_HOSTS=["example.com", ".example.com"])
    go(TRUSTED_HOSTS=None, SERVER_NAME="example.com")
    return result


@scenario
def contexts(flask: t.Any) -> t.Any:
    app = make_app(flask)
    log: list[t.Any] = []
    app.teardown_request(lambda e: log.append(("request", repr(e))))
    app.teardown_appcontext(lambda e: log.append(("app", repr(e))))

    @app.route("/")
    def index() -> str:
        flask.g.x = 1
        flask.session["s"] = 1
        return "index"

    @app.route("/stream")
    def stream() -> t.Any:
        flask.g.x = 2

        def generate() -> t.Any:
            yield flask.request.path
            yield str(flask.g.x)

        return app.response_class(flask.stream_with_context(generate()))

    with app.app_context() as ctx:
        flask.g.a = 1
        log.append((flask.current_app.name, "a" in flask.g, list(flask.g), flask.g.get("b", 2)))
        log.append(
            (flask.g.pop("a"), outcome(lambda: flask.g.pop("a")), flask.g.setdefault("c", 3))
        )
        with app.test_request_context("/"):
            log.append((flask.g.get("c"), flask.has_request_context()))
        log.append(outcome(lambda: ctx.app is app))
    client = app.test_client()
    with client:
        client.get("/")
        log.append((flask.request.path, flask.g.x, flask.session["s"]))
        client.get("/stream", buffered=True)
        log.append((flask.request.path, flask.g.x))
    log.append(flask.has_app_context())
    log.append(client.get("/stream").data)
    with client.session_transaction() as session:
        session["t"] = session["s"] + 1
    with client:
        client.get("/")
        log.append(sorted(flask.session.items()))

    def fail() -> None:
        with app.test_request_context("/"):
            raise ValueError

    log.append(outcome(fail))
    with app.test_request_context("/?a=1", method="POST", json={"x": 1}):
        log.append((flask.request.args["a"], flask.request.json, flask.request.method))
        copied = flask.copy_current_request_context(lambda: flask.request.path)
    log.append(copied())
    return log


@scenario
def static_files(flask: t.Any) -> t.Any:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "static").mkdir()
        Path(folder, "static", "a.txt").write_text("0123456789")
        Path(folder, "secret.txt").write_text("secret")
        app = make_app(flask, root_path=folder, static_url_path="/s")

        @app.route("/download")
        def download() -> t.Any:
            return flask.send_file("static/a.txt", as_attachment=True, download_name="ü.txt")

        @app.route("/memory")
        def memory() -> t.Any:
            return flask.send_file(io.BytesIO(b"data"), mimetype="text/plain", max_age=5)

        client = app.test_client()
        result = []
        for max_age in (None, 60, timedelta(hours=1)):
            app.config["SEND_FILE_MAX_AGE_DEFAULT"] = max_age
            for path in ("/s/a.txt", "/s/none", "/s/../secret.txt", "/download", "/memory"):
                status, headers, data = seen(client.get(path))
                result.append(
                    (status, [h for h in headers if h[0] not in {"ETag", "Expires"}], data)
                )
        etag = dict(seen(client.get("/s/a.txt"))[1])["ETag"]
        result.append(seen(client.get("/s/a.txt", headers={"If-None-Match": etag}))[0])
        result.append(seen(client.get("/s/a.txt", headers={"Range": "bytes=2-4"}))[2])
        with app.open_resource("secret.txt") as file:
            result.append(file.read())
        result.append(outcome(lambda: app.open_resource("secret.txt", "w")))
        return result


@scenario
def configuration(flask: t.Any) -> t.Any:
    import json
    import os
    import tempfile
    import tomllib
    from pathlib import Path

    class Settings:
        DEBUG = True
        lower = 1
        NUMBER = 5

    app = make_app(flask)
    before = dict(app.config)
    result: list[t.Any] = [before]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "c.py").write_text("A = 1\nb = 2\nFILE = __file__[-4:]\n")
        Path(folder, "c.toml").write_text("B = 2\nlower = 3\n[TABLE]\nx = 1\n")
        Path(folder, "c.json").write_text('{"C": [1]}')
        app.config.root_path = folder
        app.config.from_object(Settings)
        app.config.from_pyfile("c.py")
        app.config.from_file("c.toml", load=tomllib.load, text=False)
        app.config.from_file("c.json", load=json.load)
        app.config.from_mapping({"D": 4, "lower": 5}, E=5, lower2=6)
        result.append(app.config.from_pyfile("none.py", silent=True))
        result.append(app.config.from_file("none", load=json.load, silent=True))
        result.append(outcome(lambda: app.config.from_pyfile("none.py")))
        result.append(outcome(lambda: app.config.from_envvar("HIPFLASK_TEST_UNSET")))
        result.append(app.config.from_envvar("HIPFLASK_TEST_UNSET", silent=True))
        result.append(outcome(lambda: app.config.from_object("no.such.module")))
    os.environ.update(PRE_X="1", PRE_Y__Z='"s"', PRE_Y__W="[1]", PRE_TEXT="text")
    try:
        result.append(app.config.from_prefixed_env("PRE"))
    finally:
        for name in ("PRE_X", "PRE_Y__Z", "PRE_Y__W", "PRE_TEXT"):
            del os.environ[name]
    result.append({k: v for k, v in app.config.items() if before.get(k) != v})
    result.append(app.config.get_namespace("SESSION_COOKIE_"))
    result.append(app.config.get_namespace("SESSION_", lowercase=False, trim_namespace=False))
    app.permanent_session_lifetime = 60
    result.append((app.permanent_session_lifetime, app.testing, app.debug))
    return result
