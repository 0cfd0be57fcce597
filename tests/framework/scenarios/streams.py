"""Streams, functions that are added during a request, and contexts that are copied."""

from __future__ import annotations

import importlib
import threading
import typing as t

from ._common import make_app, make_blueprint, outcome, scenario, seen, visit


@scenario
def streams_with_context(flask: t.Any) -> t.Any:
    app = make_app(flask)
    app.logger.disabled = True
    log: list[t.Any] = []
    app.teardown_request(lambda e: log.append("teardown"))

    def items(count: int = 3) -> t.Iterator[str]:
        for n in range(count):
            log.append(n)
            yield f"{n} {flask.request.path} {flask.session.get('s')} {flask.g.get('v')};"

    class Closing:
        def __init__(self, end: type[Exception] = StopIteration) -> None:
            self.end = end

        def __iter__(self) -> t.Any:
            return self

        def __next__(self) -> str:
            raise self.end

        def close(self) -> None:
            log.append("closed")

    views: dict[str, t.Callable[[], t.Any]] = {
        "called": lambda: flask.stream_with_context(items()),
        "decorated": lambda: flask.stream_with_context(items)(2),
        "response": lambda: app.response_class(flask.stream_with_context(items())),
        "bytes": lambda: flask.stream_with_context(iter([b"a", b"b"])),
        "list": lambda: app.response_class(flask.stream_with_context(["a", "b"])),
        "closing": lambda: flask.stream_with_context(Closing()),
        "failing": lambda: flask.stream_with_context(Closing(KeyError)),
        "tuple": lambda: (flask.stream_with_context(items()), 201, {"X-Own": "1"}),
        "without": lambda: iter(["no ", "context"]),
        "template": lambda: flask.stream_template_string("{{ request.path }} {{ g.v }}"),
        "number": lambda: flask.stream_with_context(5),
    }

    @app.route("/<name>")
    def view(name: str) -> t.Any:
        flask.g.v = name
        return views[name]()

    client = app.test_client()
    with client.session_transaction() as session:
        session["s"] = "session"
    result = []
    for name in views:
        result.append(visit(client, f"/{name}"))
        result.append(list(dict.fromkeys(map(str, log))))
        result.append((flask.has_app_context(), flask.has_request_context()))
        log.clear()
    return result


@scenario
def functions_after_this_request(flask: t.Any) -> t.Any:
    app = make_app(flask)
    app.logger.disabled = True

    def add(name: str) -> None:
        @flask.after_this_request  # type: ignore[untyped-decorator]
        def note(response: t.Any) -> t.Any:
            response.headers["X-Order"] = f"{response.headers.get('X-Order', '')} {name}"
            if name == "replace":
                return flask.make_response("replaced", 202, dict(response.headers))
            return response

    @app.before_request
    def before() -> t.Any:
        add("before")
        if flask.request.args.get("stop"):
            return "stopped"
        return None

    @app.after_request
    def after(response: t.Any) -> t.Any:
        response.headers["X-Order"] = f"{response.headers.get('X-Order', '')} after"
        return response

    @app.errorhandler(Exception)
    def handler(e: Exception) -> t.Any:
        add("handler")
        return type(e).__name__, 500

    @app.route("/<name>")
    def view(name: str) -> t.Any:
        add(name)
        add("second")
        if name == "fail":
            raise ValueError
        return ""

    client = app.test_client()
    paths = ("/view", "/fail", "/replace", "/none/at/all", "/view?stop=1")
    return [seen(client.get(path)) for path in paths]


@scenario
def copied_contexts(flask: t.Any) -> t.Any:
    app = make_app(flask)
    log: list[t.Any] = []
    app.teardown_request(lambda e: log.append(("teardown", flask.request.path)))

    @app.route("/<name>")
    def view(name: str) -> t.Any:
        flask.g.v = name
        flask.session["v"] = name

        @flask.copy_current_request_context  # type: ignore[untyped-decorator]
        def work(times: int) -> None:
            session = dict(flask.session)
            log.append((flask.request.path, session, flask.g.get("v"), times, flask.url_for(".x")))

        thread = threading.Thread(target=work, args=(2,))
        thread.start()
        thread.join()
        return f"{work.__name__} {flask.g.v}"

    app.add_url_rule("/x/y", "x", lambda: "")
    result = [seen(app.test_client().get("/a"))]
    with app.test_request_context("/b") as ctx:
        copy = ctx.copy()
        result.append((copy is ctx, copy.request is ctx.request, copy.app is app))
        with copy:
            result.append(flask.request.path)
    return result, log


@scenario
def namespaces(flask: t.Any) -> t.Any:
    """``g`` is a namespace with some of a dict's manners."""
    app = make_app(flask)
    with app.app_context():
        g = flask.g
        g.a, g.b = 1, 2
        result = [
            sorted(g), "a" in g, "none" in g, g.get("a"), g.get("none"), g.get("none", 3),
            g.pop("a"), g.pop("a", 4), outcome(lambda: g.pop("a")), g.setdefault("b", 5),
            g.setdefault("c"), dict(g.__dict__), outcome(lambda: g.none),
            outcome(lambda: delattr(g, "none")), vars(g._get_current_object()),
        ]  # fmt: skip
        g.__dict__["d"] = 6
        result.append(g.d)
        del g.d
        result.append(hasattr(g, "d"))
        with app.test_request_context():
            flask.g.inner = 1
        result.append(hasattr(g, "inner"))

    class Own:
        pass

    app.app_ctx_globals_class = Own
    with app.app_context() as ctx:
        result.append(type(flask.g._get_current_object()).__name__)
        result.append(ctx.g is flask.g._get_current_object())
    return result


@scenario
def identities_of_contexts(flask: t.Any) -> t.Any:
    """Extensions key what they keep by the context, and hang attributes onto it."""
    globals_ = importlib.import_module(f"{flask.__name__}.globals")
    app = make_app(flask)
    other = make_app(flask)
    kept: list[t.Any] = []

    @app.before_request
    def before() -> None:
        globals_.request_ctx.own = "request"
        globals_.app_ctx.own = "app"
        kept.append(id(globals_.app_ctx._get_current_object()))

    @app.route("/")
    def view() -> t.Any:
        same = id(globals_.app_ctx._get_current_object()) == kept[-1]
        inner = kept[-1]
        with app.app_context() as ctx:
            inner_is_new = id(ctx) != inner and not hasattr(globals_.app_ctx, "own")
        with other.test_request_context("/other"):
            outside = flask.current_app is other, hasattr(globals_.request_ctx, "own")
        return [
            globals_.request_ctx.own, globals_.app_ctx.own, same, inner_is_new, outside,
            flask.current_app._get_current_object() is app,
            globals_.request_ctx.request is flask.request._get_current_object(),
            globals_.request_ctx.session is flask.session._get_current_object(),
        ]  # fmt: skip

    result = [seen(app.test_client().get("/"))]
    with app.app_context() as outer, app.test_request_context("/") as ctx:
        result.append(globals_.app_ctx._get_current_object() is outer)
        result.append(globals_._cv_request.get() is ctx)
    return result


@scenario
def class_views(flask: t.Any) -> t.Any:
    views = importlib.import_module(f"{flask.__name__}.views")
    made: list[str] = []

    class Counting(views.View):  # type: ignore[misc,name-defined]
        """What it does."""

        def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
            made.append(type(self).__name__)
            self.args = args, kwargs
            self.calls = 0

        def dispatch_request(self, **values: t.Any) -> t.Any:
            self.calls += 1
            return [self.calls, list(self.args[0]), self.args[1], values]

    class Once(Counting):
        init_every_request = False

    class Methods(views.MethodView):  # type: ignore[misc,name-defined]
        init_every_request = False

        def get(self) -> str:
            return "get"

        def head(self) -> t.Any:
            return flask.make_response("", 200, {"X-Head": "own"})

        def trace(self) -> str:
            return "trace"

    class Narrow(Methods):
        methods = ["GET"]  # noqa: RUF012

    class Mixed(Narrow):
        def put(self) -> str:
            return "put"

    class Options(views.MethodView):  # type: ignore[misc,name-defined]
        def options(self) -> str:
            return "own options"

    class Nothing(views.MethodView):  # type: ignore[misc,name-defined]
        pass

    classes: list[t.Any] = [Counting, Once, Methods, Narrow, Mixed, Options, Nothing]
    app = make_app(flask)
    bp = make_blueprint(flask, "bp", url_prefix="/bp")
    result: list[t.Any] = []
    for number, cls in enumerate(classes):
        view = cls.as_view(f"v{number}", *([1] if number < 2 else []))
        result.append((view.__name__, view.__doc__, view.__module__ == __name__, view.view_class))
        result.append((sorted(view.methods or ()), view.provide_automatic_options))
        app.add_url_rule(f"/{number}", view_func=view)
        bp.add_url_rule(f"/{number}/<int:n>", view_func=view, methods=["GET", "PUT"])
    app.register_blueprint(bp)
    client = app.test_client()
    for number in range(7):
        for method in ("GET", "GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE"):
            result.append(visit(client, f"/{number}", method))
        result.append(visit(client, f"/{number}"))
        result.append(visit(client, f"/bp/{number}/5"))
    described = [
        (*entry[:3], entry[3].__name__) if len(entry) == 4 and isinstance(entry[3], type) else entry
        for entry in result
    ]
    return described, made
