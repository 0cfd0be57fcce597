"""Scenarios that must come out the same with hipflask and with Flask itself.

Each takes the module (``hipflask`` or ``flask``) and returns something that can be compared.
"""

from __future__ import annotations

import io
import typing as t
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

SCENARIOS: list[t.Callable[[t.Any], t.Any]] = []


def scenario(f: t.Callable[[t.Any], t.Any]) -> t.Callable[[t.Any], t.Any]:
    SCENARIOS.append(f)
    return f


def make_app(flask: t.Any, **kwargs: t.Any) -> t.Any:
    kwargs.setdefault("root_path", ".")
    app = flask.Flask("scenario", **kwargs)
    app.secret_key = "key"
    return app


def outcome(f: t.Callable[[], t.Any]) -> t.Any:
    """The value of a call, or the type of what it raised."""
    try:
        return f()
    except Exception as error:
        return type(error).__name__


def seen(response: t.Any) -> t.Any:
    """What a client sees of a response, without what changes from run to run."""
    headers = sorted(
        (key, value.partition("=")[0] if key == "Set-Cookie" else value)
        for key, value in response.headers
        if key not in {"Date", "Last-Modified"}
    )
    return response.status, headers, response.data


@scenario
def return_values(flask: t.Any) -> t.Any:
    app = make_app(flask)
    values: list[t.Callable[[], t.Any]] = [
        lambda: "text",
        lambda: b"bytes",
        lambda: bytearray(b"array"),
        lambda: {"b": 1, "a": [1, 2]},
        lambda: [1, None, {"x": True}],
        lambda: iter(["a", "b"]),
        lambda: (part for part in ("a", "b")),
        lambda: ("created", 201),
        lambda: ("text", "418 Short And Stout"),
        lambda: ("text", {"X-One": "1"}),
        lambda: ("text", [("X-One", "1"), ("X-One", "2")]),
        lambda: ("text", 202, {"X-One": ["1", "2"], "Content-Type": "text/plain"}),
        lambda: ({"a": 1}, 201, {"X-One": "1"}),
        lambda: ([], 400),
        lambda: (flask.Response("r", mimetype="text/plain"), 203, {"X-One": "1"}),
        lambda: flask.redirect("/there"),
        lambda: flask.redirect("/there", 308),
        lambda: flask.make_response(),
        lambda: flask.make_response("a", 404),
        lambda: flask.make_response(("a", {"X": "y"})),
        lambda: flask.jsonify(1, 2),
        lambda: flask.jsonify(a=1),
        lambda: flask.jsonify(),
        lambda: app.aborter.mapping[404](),
        lambda: wsgi,
        lambda: None,
        lambda: 5,
        lambda: ("only",),
        lambda: (1, 2, 3, 4),
        lambda: (None, 200),
        lambda: object,
    ]

    def wsgi(environ: t.Any, start_response: t.Any) -> t.Any:
        start_response("299 Odd", [("Content-Type", "text/plain")])
        return [environ["PATH_INFO"].encode()]

    app.testing = True
    app.add_url_rule("/<int:n>", "view", lambda n: values[n]())
    client = app.test_client()
    return [outcome(lambda n=n: seen(client.get(f"/{n}"))) for n in range(len(values))]


@scenario
def routing(flask: t.Any) -> t.Any:
    app = make_app(flask)

    @app.route("/s/<string:v>", endpoint="s")
    @app.route("/i/<int:v>", endpoint="i")
    @app.route("/n/<int(signed=True):v>", endpoint="n")
    @app.route("/f/<float:v>", endpoint="f")
    @app.route("/p/<path:v>", endpoint="p")
    @app.route("/a/<any(one, two):v>", endpoint="a")
    @app.route("/u/<uuid:v>", endpoint="u")
    @app.route("/d/", endpoint="d", defaults={"v": 7})
    @app.route("/d/<int:v>", endpoint="d")
    @app.route("/folder/<v>/", endpoint="folder")
    def view(v: t.Any) -> t.Any:
        return f"{flask.request.endpoint} {v!r} {flask.request.url_rule.rule}"

    @app.route("/many", methods=["GET", "post"])
    def many() -> str:
        return flask.request.method

    @app.post("/only-post")
    def only_post() -> str:
        return "posted"

    @app.route("/no-options", provide_automatic_options=False)
    def no_options() -> str:
        return ""

    client = app.test_client()
    paths = [
        "/s/x",
        "/s/",
        "/i/12",
        "/i/x",
        "/n/-3",
        "/f/1.5",
        "/p/a/b/c",
        "/a/one",
        "/a/three",
        "/d/",
        "/d/7",
        "/d/8",
        "/u/12345678-1234-5678-1234-567812345678",
        "/folder/x",
        "/folder/x/",
        "/folder/x?q=1&r=%20",
        "//i//12",
        "/nothing",
        "/s/%C3%A9%20x",
        "/many",
        "/only-post",
    ]
    answers = [seen(client.get(path)) for path in paths]
    for method in ("HEAD", "OPTIONS", "POST", "PUT", "PATCH"):
        for path in ("/many", "/only-post", "/no-options", "/folder/x"):
            answers.append(seen(client.open(path, method=method)))
    return answers


@scenario
def building_urls(flask: t.Any) -> t.Any:
    app = make_app(flask)
    app.add_url_rule("/", "index", lambda: "")
    app.add_url_rule("/user/<name>", "user", lambda name: "")
    app.add_url_rule("/user/<name>", "user_post", lambda name: "", methods=["POST"])
    app.add_url_rule("/x/<int:a>/<b>", "two", lambda a, b: "")
    nested = flask.Blueprint("bp", "bp", root_path=".", url_prefix="/bp")
    nested.add_url_rule("/v", "v", lambda: "")
    app.register_blueprint(nested)
    calls: list[tuple[tuple[t.Any, ...], dict[str, t.Any]]] = [
        (("index",), {}),
        (("index",), {"next": "/a b", "_anchor": "x y&"}),
        (("user",), {"name": "John Doe/ä"}),
        (("user",), {"name": "x", "_external": True}),
        (("user",), {"name": "x", "_external": True, "_scheme": "https"}),
        (("user",), {"name": "x", "_scheme": "https"}),
        (("user",), {"name": "x", "_scheme": "https", "_external": False}),
        (("two",), {"a": 1, "b": "y", "c": ["1", "2"], "d": None}),
        (("two",), {"a": 1}),
        (("missing",), {}),
        (("static",), {"filename": "a/b.css"}),
        (("bp.v",), {}),
        ((".v",), {}),
        ((".index",), {}),
    ]
    result = []
    for config in ({}, {"SERVER_NAME": "example.com", "APPLICATION_ROOT": "/root"}):
        app.config.update(config)
        for args, kwargs in calls:
            for path in ("/", "/bp/v"):
                with app.test_request_context(path):
                    result.append(outcome(lambda a=args, k=kwargs: flask.url_for(*a, **k)))
            with app.app_context():
                result.append(outcome(lambda a=args, k=kwargs: flask.url_for(*a, **k)))
    with app.test_request_context("/", base_url="https://example.org/sub/"):
        result.append(flask.url_for("user", name="x"))
        result.append(flask.url_for("user", name="x", _external=True))
    return result


@scenario
def order_of_hooks(flask: t.Any) -> t.Any:
    """Application, blueprint and nested blueprint; with answers and failures at each place."""
    result = []
    places = [None, "before app", "before outer", "before inner", "view", "after inner"]
    for place in places:
        for kind in ("raise", "answer", "abort"):
            result.append((place, kind, run_hooks(flask, place, kind)))
    return result


def run_hooks(flask: t.Any, place: str | None, kind: str) -> t.Any:
    app = make_app(flask)
    app.logger.disabled = True
    log: list[t.Any] = []
    outer = flask.Blueprint("outer", "outer", root_path=".", url_prefix="/outer")
    inner = flask.Blueprint("inner", "inner", root_path=".", url_prefix="/inner")

    def act(name: str) -> t.Any:
        log.append(name)
        if name != place:
            return None
        if kind == "raise":
            raise ValueError(name)
        if kind == "abort":
            flask.abort(403)
        return f"answer of {name}"

    for scaffold, name in ((app, "app"), (outer, "outer"), (inner, "inner")):
        for n in ("", " again"):
            scaffold.before_request(lambda name=name, n=n: act(f"before {name}{n}"))

            def after(response: t.Any, name: str = name, n: str = n) -> t.Any:
                act(f"after {name}{n}")
                return response

            def teardown(error: t.Any, name: str = name, n: str = n) -> None:
                log.append((f"teardown {name}{n}", repr(error)))

            scaffold.after_request(after)
            scaffold.teardown_request(teardown)
        scaffold.url_value_preprocessor(lambda e, v, name=name: log.append((name, e, dict(v))))
        scaffold.context_processor(lambda name=name: {"value": name, name: 1})
    outer.before_app_request(lambda: act("before app by outer"))
    outer.teardown_app_request(lambda error: log.append("teardown app by outer"))
    app.teardown_appcontext(lambda error: log.append(("teardown appcontext", repr(error))))

    @inner.route("/<int:n>")
    def view(n: int) -> t.Any:
        @flask.after_this_request
        def this(response: t.Any) -> t.Any:
            log.append("after this")
            return response

        found = flask.render_template_string("{{ value }} {{ app }} {{ inner }} {{ request.path }}")
        return act("view") or found

    @inner.errorhandler(403)
    def forbidden(error: t.Any) -> t.Any:
        log.append("handler")
        return "forbidden", 403

    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    signals: list[str] = []
    connected = []
    for name in ("request_started", "request_finished", "request_tearing_down"):
        signal = getattr(flask, name)

        def receiver(sender: t.Any, name: str = name, **kwargs: t.Any) -> None:
            log.append(name)
            signals.append(name)

        signal.connect(receiver, app)
        connected.append(receiver)
    response = app.test_client().get("/outer/inner/3")
    return response.status, response.data, log, signals


@scenario
def precedence_of_error_handlers(flask: t.Any) -> t.Any:
    from werkzeug.exceptions import Forbidden, HTTPException, NotFound

    class Problem(Exception):  # noqa: N818
        pass

    class Special(Problem):
        pass

    class Teapot(HTTPException):
        code = 418

    registrations = [
        ("app", 403), ("bp", 403), ("app", Forbidden), ("app", HTTPException),
        ("bp", HTTPException),
        ("app", Problem), ("bp", Problem), ("app", Special), ("app", Exception), ("bp", Exception),
        ("app", 500), ("app", Teapot), ("app", NotFound),
    ]  # fmt: skip
    result: list[t.Any] = []
    for count in range(len(registrations) + 1):
        for chosen in (registrations[:count], registrations[count:]):
            app = make_app(flask)
            app.logger.disabled = True
            bp = flask.Blueprint("bp", "bp", root_path=".", url_prefix="/bp")
            for where, what in chosen:
                scaffold = app if where == "app" else bp

                def handler(e: t.Any, where: str = where, what: t.Any = what) -> t.Any:
                    original = getattr(e, "original_exception", None)
                    return f"{where} {what} {type(e).__name__} {type(original).__name__}", 299

                scaffold.register_error_handler(what, handler)

            def fail(name: str) -> t.Any:
                raise {
                    "forbidden": Forbidden,
                    "problem": Problem,
                    "special": Special,
                    "teapot": Teapot,
                    "key": KeyError,
                    "notfound": NotFound,
                }[name]

            app.add_url_rule("/<name>", "fail", fail)
            bp.add_url_rule("/<name>", "fail", fail)
            app.register_blueprint(bp)
            client = app.test_client()
            for name in ("forbidden", "problem", "special", "teapot", "key", "notfound", "a/b/c"):
                for prefix in ("/", "/bp/"):
                    result.append(client.get(prefix + name).data)
    return result


@scenario
def wrong_registrations(flask: t.Any) -> t.Any:
    app = make_app(flask)
    bp = flask.Blueprint("bp", "bp", root_path=".")
    other = flask.Blueprint("bp", "bp", root_path=".")
    app.register_blueprint(bp)
    app.add_url_rule("/", "index", lambda: "")
    attempts: list[t.Callable[[], t.Any]] = [
        lambda: app.register_error_handler(999, lambda e: ""),
        lambda: app.register_error_handler(KeyError(), lambda e: ""),
        lambda: app.register_error_handler(object, lambda e: ""),
        lambda: app.register_blueprint(other),
        lambda: app.register_blueprint(bp),
        lambda: app.register_blueprint(bp, name="bp2"),
        lambda: bp.route("/x"),
        lambda: other.register_blueprint(other),
        lambda: app.add_url_rule("/2", "index", lambda: ""),
        lambda: app.add_url_rule("/3"),
        lambda: app.add_url_rule("/3", "v3", methods="GET"),
        lambda: app.get("/4", methods=["POST"]),
        lambda: flask.Blueprint("", "x", root_path="."),
        lambda: flask.Blueprint("a.b", "x", root_path="."),
        lambda: other.add_url_rule("/", endpoint="a.b"),
        lambda: make_app(flask, instance_path="relative"),
        lambda: make_app(flask, static_host="example.com"),
        lambda: app.test_client().get("/").status,
        lambda: app.add_url_rule("/5", "five", lambda: ""),
        lambda: app.before_request(lambda: None),
        lambda: app.errorhandler(404),
        lambda: app.template_filter("x"),
        lambda: app.register_blueprint(other, name="late"),
        lambda: app.send_static_file("x"),
        lambda: flask.url_for("index"),
        lambda: flask.request.path,
        lambda: flask.current_app.name,
        lambda: flask.g.x,
        lambda: flask.after_this_request(lambda r: r),
        lambda: flask.stream_with_context(iter(())),
        lambda: flask.copy_current_request_context(lambda: 0),
    ]
    names = [outcome(attempt) for attempt in attempts]
    return [name if isinstance(name, str) else type(name).__name__ for name in names]


@scenario
def nested_blueprints(flask: t.Any) -> t.Any:
    app = make_app(flask, subdomain_matching=True)
    app.config["SERVER_NAME"] = "example.com"
    a = flask.Blueprint("a", "a", root_path=".", url_prefix="/a", subdomain="sa")
    b = flask.Blueprint("b", "b", root_path=".", url_prefix="/b", url_defaults={"y": 1})
    c = flask.Blueprint("c", "c", root_path=".", static_folder="static", static_url_path="/files")
    c.add_url_rule("/<int:x>", "v", lambda x, y=0: f"{x} {y} {flask.request.blueprints}")
    c.add_url_rule("", "bare", lambda y=0: "bare")
    b.register_blueprint(c, url_prefix="/c/")
    b.register_blueprint(c, name="c2", url_prefix="/c2", subdomain="sc")
    a.register_blueprint(b)
    app.register_blueprint(a)
    app.register_blueprint(b, name="lone", url_prefix="/lone", url_defaults={"y": 2})
    app.register_blueprint(c, name="alone", url_prefix="/alone", url_defaults={"y": 3})
    rules = sorted(
        (rule.rule, rule.endpoint, rule.subdomain, sorted(rule.methods), rule.defaults)
        for rule in app.url_map.iter_rules()
    )
    client = app.test_client()
    return (
        rules,
        list(app.blueprints),
        [
            seen(client.get(path, base_url=base))
            for base in ("http://sa.example.com", "http://sc.sa.example.com", "http://example.com")
            for path in ("/a/b/c/5", "/a/b/c2/5", "/lone/c/6", "/alone/5", "/a/b/c2")
        ],
    )


@scenario
def url_processors(flask: t.Any) -> t.Any:
    app = make_app(flask)
    bp = flask.Blueprint("bp", "bp", root_path=".", url_prefix="/<lang>")

    @bp.url_defaults
    def add_language(endpoint: str, values: dict[str, t.Any]) -> None:
        values.setdefault("lang", flask.g.get("lang", "en"))

    @bp.url_value_preprocessor
    def pull_language(endpoint: str, values: dict[str, t.Any]) -> None:
        flask.g.lang = values.pop("lang")

    @app.url_defaults
    def version(endpoint: str, values: dict[str, t.Any]) -> None:
        if endpoint == "static":
            values["v"] = 1

    @bp.route("/about")
    def about() -> t.Any:
        return " ".join(
            [flask.g.lang, flask.url_for(".about"), flask.url_for("static", filename="x")]
        )

    app.register_blueprint(bp)

    def build_error(error: t.Any, endpoint: str, values: t.Any) -> t.Any:
        return f"/external/{endpoint}/{sorted(values)}" if endpoint == "ext" else None

    app.url_build_error_handlers.append(build_error)
    with app.test_request_context("/"):
        urls = [
            flask.url_for("bp.about"),
            flask.url_for("ext", a=1),
            outcome(lambda: flask.url_for("no")),
        ]
    return urls, app.test_client().get("/de/about").data


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
    serializer = app.session_interface.get_signing_serializer(app)
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
    for debug in (False, True):
        app.debug = debug
        for o in objects:
            result.append(outcome(lambda o=o: flask.json.dumps(o)))
            with app.app_context():
                result.append(outcome(lambda o=o: flask.json.dumps(o)))
                result.append(outcome(lambda o=o: flask.jsonify(o).data))
    app.json.sort_keys = False
    app.json.ensure_ascii = False
    app.json.compact = False
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
def traps_and_propagation(flask: t.Any) -> t.Any:
    result: list[t.Any] = []
    for config in (
        {},
        {"DEBUG": True},
        {"TESTING": True},
        {"PROPAGATE_EXCEPTIONS": True},
        {"PROPAGATE_EXCEPTIONS": False, "TESTING": True},
        {"TRAP_HTTP_EXCEPTIONS": True},
        {"TRAP_BAD_REQUEST_ERRORS": True},
        {"TRAP_BAD_REQUEST_ERRORS": False, "DEBUG": True},
    ):
        app = make_app(flask)
        app.config.update(config)
        app.logger.disabled = True

        @app.route("/<action>/", methods=["GET", "POST"])
        def view(action: str, app: t.Any = app) -> t.Any:
            if action == "key":
                return flask.request.form["missing"]
            if action == "file":
                return flask.request.files["f"]
            if action == "abort":
                flask.abort(400, "why")
            raise ValueError(action)

        client = app.test_client()
        for path in ("/key/", "/file/", "/abort/", "/value/", "/none/at/all", "/key"):
            result.append(outcome(lambda c=client, p=path: seen(c.get(p))))
            result.append(
                outcome(lambda c=client, p=path: c.post(p, data={"f": "name.txt"}).status)
            )
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
        etag = client.get("/s/a.txt").headers["ETag"]
        result.append(client.get("/s/a.txt", headers={"If-None-Match": etag}).status)
        result.append(client.get("/s/a.txt", headers={"Range": "bytes=2-4"}).data)
        result.append(app.open_resource("secret.txt").read())
        result.append(outcome(lambda: app.open_resource("secret.txt", "w")))
        return result


@scenario
def method_views(flask: t.Any) -> t.Any:
    import importlib

    views = importlib.import_module(f"{flask.__name__}.views")
    made: list[int] = []

    def loud(f: t.Any) -> t.Any:
        def wrapper(*args: t.Any, **kwargs: t.Any) -> t.Any:
            return f"{f(*args, **kwargs)}!"

        return wrapper

    class Base(views.MethodView):
        def get(self, n: int) -> str:
            return f"get {n} {flask.request.method}"

    class Item(Base):
        decorators = [loud]  # noqa: RUF012

        def __init__(self, extra: str = "") -> None:
            made.append(1)
            self.extra = extra

        def post(self, n: int) -> str:
            return f"post {n} {self.extra}"

    class Shared(Item):
        init_every_request = False
        methods = ["DELETE"]  # noqa: RUF012

        def delete(self, n: int) -> str:
            return "deleted"

    class Plain(views.View):
        methods = ["GET", "PUT"]  # noqa: RUF012
        provide_automatic_options = False

        def dispatch_request(self, n: int) -> str:
            return flask.request.method

    app = make_app(flask)
    app.add_url_rule("/i/<int:n>", view_func=Item.as_view("item", extra="x"))
    app.add_url_rule("/s/<int:n>", view_func=Shared.as_view("shared"))
    app.add_url_rule("/p/<int:n>", view_func=Plain.as_view("plain"))
    client = app.test_client()
    answers = [
        seen(client.open(f"/{path}/1", method=method))
        for path in "isp"
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
    ]
    view = app.view_functions["item"]
    return (
        answers,
        len(made),
        sorted(Item.methods),
        sorted(Shared.methods),
        view.view_class.__name__,
    )


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


@scenario
def overridden_methods(flask: t.Any) -> t.Any:
    """Extensions replace these on the class or the instance: they must be called."""
    log: list[str] = []

    def wrap(app: t.Any, name: str) -> None:
        original = getattr(app, name)

        def wrapper(*args: t.Any, **kwargs: t.Any) -> t.Any:
            log.append(f"{name}/{len(args)}/{sorted(kwargs)}")
            return original(*args, **kwargs)

        setattr(app, name, wrapper)

    app = make_app(flask)
    app.logger.disabled = True
    for name in (
        "wsgi_app", "full_dispatch_request", "dispatch_request", "preprocess_request",
        "make_response", "finalize_request", "process_response", "handle_exception",
        "handle_user_exception", "handle_http_exception", "log_exception", "do_teardown_request",
        "do_teardown_appcontext", "ensure_sync", "request_context", "app_context",
        "create_url_adapter", "raise_routing_exception", "trap_http_exception",
        "should_ignore_error", "make_default_options_response", "inject_url_defaults", "url_for",
    ):  # fmt: skip
        wrap(app, name)
    app.before_request(lambda: None)

    @app.route("/<action>")
    def view(action: str) -> t.Any:
        if action == "raise":
            raise ValueError
        if action == "abort":
            flask.abort(404)
        return flask.url_for("view", action=action)

    client = app.test_client()
    for path in ("/x", "/raise", "/abort", "/no/where"):
        log.append(path)
        client.get(path)
    client.options("/x")
    return log


@scenario
def signals(flask: t.Any) -> t.Any:
    app = make_app(flask)
    app.logger.disabled = True
    log: list[t.Any] = []
    receivers = []
    for name in (
        "template_rendered", "before_render_template", "request_started", "request_finished",
        "request_tearing_down", "got_request_exception", "appcontext_tearing_down",
        "appcontext_pushed", "appcontext_popped", "message_flashed",
    ):  # fmt: skip

        def receiver(sender: t.Any, name: str = name, **kwargs: t.Any) -> None:
            log.append((name, sender is app, sorted(kwargs)))

        getattr(flask, name).connect(receiver, app)
        receivers.append(receiver)

    @app.route("/<action>")
    def view(action: str) -> t.Any:
        if action == "raise":
            raise ValueError
        flask.flash("x")
        return flask.render_template_string("{{ request.path }}")

    app.test_client().get("/ok")
    app.test_client().get("/raise")
    return log
