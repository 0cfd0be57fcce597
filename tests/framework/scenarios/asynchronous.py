"""Coroutine functions wherever a function may be given."""

from __future__ import annotations

import importlib
import typing as t
from contextvars import ContextVar

from ._common import make_app, make_blueprint, outcome, scenario, seen


@scenario
def coroutines_everywhere(flask: t.Any) -> t.Any:
    views = importlib.import_module(f"{flask.__name__}.views")
    app = make_app(flask)
    app.logger.disabled = True
    log: list[t.Any] = []
    bp = make_blueprint(flask, "bp", url_prefix="/bp")

    for scaffold in (app, bp):

        async def before(name: str = scaffold.name) -> t.Any:
            log.append(("before", name, flask.request.path))
            return "stopped" if flask.request.args.get("stop") == name else None

        async def after(response: t.Any, name: str = scaffold.name) -> t.Any:
            log.append(("after", name))
            response.headers[f"X-{name}"] = flask.g.get("value", "none")
            return response

        async def teardown(error: t.Any, name: str = scaffold.name) -> None:
            log.append(("teardown", name, repr(error)))

        async def on_error(error: t.Any, name: str = scaffold.name) -> t.Any:
            return f"{name} {type(error).__name__}", 418

        scaffold.before_request(before)
        scaffold.after_request(after)
        scaffold.teardown_request(teardown)
        scaffold.register_error_handler(KeyError, on_error)
        scaffold.register_error_handler(404, on_error)

    @app.teardown_appcontext
    async def end(error: t.Any) -> None:
        log.append(("end", repr(error)))

    @app.route("/<what>")
    @bp.route("/<what>")
    async def view(what: str) -> t.Any:
        flask.g.value = what
        flask.session["what"] = what
        flask.after_this_request(later)
        if what == "key":
            raise KeyError(what)
        if what == "value":
            raise ValueError(what)
        return {"what": what, "url": flask.url_for("view", what="x")}

    async def later(response: t.Any) -> t.Any:
        log.append("later")
        return response

    class Methods(views.MethodView):  # type: ignore[misc,name-defined]
        async def get(self) -> str:
            return "got"

        def post(self) -> str:
            return "posted"

    class Plain(views.View):  # type: ignore[misc,name-defined]
        init_every_request = False

        async def dispatch_request(self) -> str:
            return "dispatched"

    app.add_url_rule("/methods/all", view_func=Methods.as_view("methods"))
    app.add_url_rule("/plain/all", view_func=Plain.as_view("plain"))
    app.register_blueprint(bp)
    signals = [flask.request_started, flask.request_finished, flask.request_tearing_down]
    receivers = []
    for signal in signals:

        async def receiver(sender: t.Any, signal: t.Any = signal, **kwargs: t.Any) -> None:
            log.append(signal.name)

        signal.connect(receiver, app)
        receivers.append(receiver)
    client = app.test_client()
    paths = [f"{prefix}/{what}" for prefix in ("", "/bp") for what in ("ok", "key", "value", "a/b")]
    result = [seen(client.get(path)) for path in (*paths, "/methods/all", "/plain/all")]
    result += [seen(client.get("/bp/ok?stop=bp")), seen(client.post("/methods/all"))]
    return result, log


@scenario
def context_variables_of_coroutines(flask: t.Any) -> t.Any:
    app = make_app(flask)
    variable: ContextVar[str] = ContextVar("variable", default="unset")

    @app.before_request
    async def before() -> None:
        variable.set("before")
        flask.g.seen = variable.get()

    @app.route("/")
    async def view() -> t.Any:
        seen_here = variable.get(), flask.g.seen, flask.request.path
        with app.app_context():
            inner = "seen" in flask.g
        return repr((seen_here, inner, flask.current_app.name))

    @app.route("/stream")
    async def stream() -> t.Any:
        @flask.stream_with_context  # type: ignore[untyped-decorator]
        def generate() -> t.Any:
            yield flask.request.path

        return generate()

    @app.route("/copied")
    async def copied() -> t.Any:
        @flask.copy_current_request_context  # type: ignore[untyped-decorator]
        async def inner() -> str:
            return str(flask.request.path)

        return inner()

    client = app.test_client()
    return [seen(client.get(path)) for path in ("/", "/stream")] + [
        outcome(lambda: app.ensure_sync(len)("abc")),
        outcome(lambda: client.get("/copied").data),
    ]
