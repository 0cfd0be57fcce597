"""Routes, URLs and return values."""

from __future__ import annotations

import importlib
import typing as t
from functools import partial

from ._common import make_app, make_blueprint, outcome, scenario, seen


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

    def visit(n: int) -> t.Any:
        return seen(client.get(f"/{n}"))

    return [outcome(partial(visit, n)) for n in range(len(values))]


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
    def many() -> t.Any:
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
    nested = make_blueprint(flask, "bp", url_prefix="/bp")
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
                    result.append(outcome(partial(flask.url_for, *args, **kwargs)))
            with app.app_context():
                result.append(outcome(partial(flask.url_for, *args, **kwargs)))
    with app.test_request_context("/", base_url="https://example.org/sub/"):
        result.append(flask.url_for("user", name="x"))
        result.append(flask.url_for("user", name="x", _external=True))
    return result


@scenario
def nested_blueprints(flask: t.Any) -> t.Any:
    app = make_app(flask, subdomain_matching=True)
    app.config["SERVER_NAME"] = "example.com"
    a = make_blueprint(flask, "a", url_prefix="/a", subdomain="sa")
    b = make_blueprint(flask, "b", url_prefix="/b", url_defaults={"y": 1})
    c = make_blueprint(flask, "c", static_folder="static", static_url_path="/files")
    c.add_url_rule("/<int:x>", "v", lambda x, y=0: f"{x} {y} {flask.request.blueprints}")
    c.add_url_rule("", "bare", lambda y=0: "bare")
    b.register_blueprint(c, url_prefix="/c/")
    b.register_blueprint(c, name="c2", url_prefix="/c2", subdomain="sc")
    a.register_blueprint(b)
    app.register_blueprint(a)
    app.register_blueprint(b, name="lone", url_prefix="/lone", url_defaults={"y": 2})
    app.register_blueprint(c, name="alone", url_prefix="/alone", url_defaults={"y": 3})
    rules = sorted(
        (rule.rule, rule.endpoint, rule.subdomain, sorted(rule.methods or ()), rule.defaults)
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
    bp = make_blueprint(flask, "bp", url_prefix="/<lang>")

    @bp.url_defaults
    def add_language(endpoint: str, values: dict[str, t.Any]) -> None:
        values.setdefault("lang", flask.g.get("lang", "en"))

    @bp.url_value_preprocessor
    def pull_language(endpoint: str | None, values: t.Any) -> None:
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
def method_views(flask: t.Any) -> t.Any:
    if t.TYPE_CHECKING:
        from hipflask import views  # the interface of either
    else:
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

        def dispatch_request(self, n: int) -> t.Any:
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
    view: t.Any = app.view_functions["item"]
    return (
        answers,
        len(made),
        sorted(Item.methods or ()),
        sorted(Shared.methods or ()),
        view.view_class.__name__,
    )
