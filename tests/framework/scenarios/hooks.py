"""What is called around a request, and in which order."""

from __future__ import annotations

import typing as t
from functools import partial

from hipflask.testing import FlaskClient

from ._common import make_app, make_blueprint, outcome, scenario, seen


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
    outer = make_blueprint(flask, "outer", url_prefix="/outer")
    inner = make_blueprint(flask, "inner", url_prefix="/inner")

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
        def this(response: t.Any) -> t.Any:
            log.append("after this")
            return response

        flask.after_this_request(this)
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

    registrations: list[tuple[str, type[Exception] | int]] = [
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
            bp = make_blueprint(flask, "bp", url_prefix="/bp")
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
    bp = make_blueprint(flask, "bp")
    other = make_blueprint(flask, "bp")
    app.register_blueprint(bp)
    app.add_url_rule("/", "index", lambda: "")
    attempts: list[t.Callable[[], t.Any]] = [
        lambda: app.register_error_handler(999, lambda e: ""),
        lambda: app.register_error_handler(KeyError(), lambda e: ""),  # type: ignore[arg-type]
        lambda: app.register_error_handler(object, lambda e: ""),  # type: ignore[arg-type]
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

        def get(path: str, client: FlaskClient = client) -> t.Any:
            return seen(client.get(path))

        def post(path: str, client: FlaskClient = client) -> str:
            return client.post(path, data={"f": "name.txt"}).status

        for path in ("/key/", "/file/", "/abort/", "/value/", "/none/at/all", "/key"):
            result.append(outcome(partial(get, path)))
            result.append(outcome(partial(post, path)))
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
