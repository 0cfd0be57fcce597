"""What happens when the functions around a view fail themselves, or come too late."""

from __future__ import annotations

import typing as t
from functools import partial

from ._common import make_app, make_blueprint, outcome, scenario, seen

SETUP: dict[str, tuple[t.Any, ...]] = {
    "route": ("/late",), "get": ("/late",), "post": ("/late",), "put": ("/late",),
    "delete": ("/late",), "patch": ("/late",), "endpoint": ("late",),
    "add_url_rule": ("/late", "late", len), "register_error_handler": (404, len),
    "errorhandler": (404,), "before_request": (len,), "after_request": (len,),
    "teardown_request": (len,), "context_processor": (len,), "url_value_preprocessor": (len,),
    "url_defaults": (len,),
}  # fmt: skip
OF_APPLICATIONS: dict[str, tuple[t.Any, ...]] = SETUP | {
    "teardown_appcontext": (len,), "shell_context_processor": (len,), "template_filter": ("x",),
    "template_test": ("x",), "template_global": ("x",), "add_template_filter": (len,),
    "add_template_test": (len,), "add_template_global": (len,),
}  # fmt: skip
OF_BLUEPRINTS: dict[str, tuple[t.Any, ...]] = SETUP | {
    "before_app_request": (len,), "after_app_request": (len,), "teardown_app_request": (len,),
    "app_context_processor": (len,), "app_url_value_preprocessor": (len,),
    "app_url_defaults": (len,), "app_errorhandler": (404,), "app_template_filter": ("x",),
    "app_template_test": ("x",), "app_template_global": ("x",), "add_app_template_filter": (len,),
    "add_app_template_test": (len,), "add_app_template_global": (len,), "record": (len,),
    "record_once": (len,),
}  # fmt: skip


@scenario
def setting_up_too_late(flask: t.Any) -> t.Any:
    """Each setup method is refused by name."""
    app = make_app(flask)
    bp = make_blueprint(flask, "bp")
    app.register_blueprint(bp)
    nested = make_blueprint(flask, "nested")
    app.test_client().get("/")

    def call(scaffold: t.Any, name: str, args: tuple[t.Any, ...]) -> t.Any:
        try:
            getattr(scaffold, name)(*args)
        except AssertionError as error:
            return name in str(error)
        return "accepted"

    return [
        (name, call(scaffold, name, args))
        for scaffold, methods in (
            (app, {**OF_APPLICATIONS, "register_blueprint": (nested,)}),
            (bp, {**OF_BLUEPRINTS, "register_blueprint": (nested,)}),
        )
        for name, args in methods.items()
    ]


@scenario
def functions_that_fail(flask: t.Any) -> t.Any:
    """A failure in each kind of function, with and without a handler that could answer it."""
    kinds = [
        "before_request", "after_request", "teardown_request", "teardown_appcontext",
        "context_processor", "url_value_preprocessor", "url_defaults", "after_this", "handler",
        "view", "session",
    ]  # fmt: skip
    result: list[t.Any] = []
    for kind in kinds:
        for answered in (False, True):
            for error in (KeyError("x"), flask_abort(409)):
                result.append((kind, answered, run_failing(flask, kind, answered, error)))
    return result


def flask_abort(code: int) -> Exception:
    from werkzeug.exceptions import default_exceptions

    return default_exceptions[code]()


def run_failing(flask: t.Any, kind: str, answered: bool, error: Exception) -> t.Any:
    app = make_app(flask)
    app.logger.disabled = True
    log: list[t.Any] = []

    def fail(name: str) -> t.Any:
        log.append(name)
        if name == kind:
            raise error

    def after(name: str, response: t.Any) -> t.Any:
        fail(name)
        return response

    def add(what: str, values: t.Any) -> None:
        fail(what)

    app.before_request(lambda: fail("before_request"))
    app.before_request(lambda: log.append("before 2"))
    app.after_request(partial(after, "after 2"))
    app.after_request(partial(after, "after_request"))
    app.teardown_request(lambda e: log.append(("teardown 2", repr(e))))
    app.teardown_request(lambda e: fail("teardown_request"))
    app.teardown_appcontext(lambda e: log.append(("end 2", repr(e))))
    app.teardown_appcontext(lambda e: fail("teardown_appcontext"))
    app.context_processor(lambda: {"failed": fail("context_processor")})
    app.url_value_preprocessor(lambda e, v: fail("url_value_preprocessor"))
    app.url_defaults(lambda e, v: fail("url_defaults"))
    if answered:
        for what in (KeyError, 409, 500):

            def handler(e: t.Any, what: t.Any = what) -> t.Any:
                fail("handler")
                return f"handled {what} {type(e).__name__}", 418

            app.register_error_handler(what, handler)

    @app.route("/")
    def view() -> t.Any:
        flask.after_this_request(partial(after, "after_this"))
        flask.session["unserializable"] = object() if kind == "session" else 1
        fail("view")
        if kind == "handler":
            raise KeyError
        return flask.url_for("view") + flask.render_template_string("x")

    def get(**config: t.Any) -> t.Any:
        app.config.update(config)
        return seen(app.test_client().get("/"))

    outcomes = [outcome(get), flask.has_app_context(), flask.has_request_context()]
    outcomes.append(outcome(lambda: get(PROPAGATE_EXCEPTIONS=True)))
    return outcomes, log, flask.has_app_context()


@scenario
def errors_of_handlers(flask: t.Any) -> t.Any:
    """Handlers for 500, for HTTPException and for Exception see different things."""
    from werkzeug.exceptions import HTTPException, InternalServerError
    from werkzeug.routing import BuildError

    result: list[t.Any] = []
    for registered in ((500,), (HTTPException,), (Exception,), (500, HTTPException), (BuildError,),
                       (InternalServerError, Exception), (HTTPException, Exception)):  # fmt: skip
        app = make_app(flask)
        app.logger.disabled = True
        for what in registered:

            def handler(e: t.Any, what: t.Any = what) -> t.Any:
                original = getattr(e, "original_exception", "none")
                code = getattr(e, "code", None)
                return f"{what} {type(e).__name__} {original!r} {code}", code or 500

            app.register_error_handler(what, handler)

        @app.route("/<what>/")
        def view(what: str) -> t.Any:
            if what == "value":
                raise ValueError(what)
            if what == "build":
                return flask.url_for("nowhere")
            if what == "response":
                flask.abort(flask.make_response("aborted", 403))
            if what == "return":
                return InternalServerError("returned")
            if what == "redirect":
                flask.abort(flask.redirect("/else"))
            return flask.abort(int(what), "described")

        client = app.test_client()
        for path in ("value", "build", "response", "redirect", "500", "404", "413", "418"):
            result.append(seen(client.get(f"/{path}/")))
        result += [
            seen(client.get("/404")),
            seen(client.put("/404/")),
            seen(client.get("/return/")),
        ]
    return result


@scenario
def custom_aborter_and_redirect(flask: t.Any) -> t.Any:
    from werkzeug.exceptions import Aborter, HTTPException

    class Payment(HTTPException):
        code = 402
        description = "Pay first."

    class Own(flask.Flask):  # type: ignore[misc]
        class aborter_class(Aborter):  # noqa: N801  # the attribute's name
            def __init__(self) -> None:
                super().__init__(extra={402: Payment, "pay": Payment})  # type: ignore[dict-item]

        def redirect(self, location: str, code: int = 302) -> t.Any:
            return super().redirect(f"{location}?by=app", 303)

    app = Own("own", root_path=".")
    app.add_url_rule("/abort/<code>", "abort", lambda code: flask.abort(402))
    app.add_url_rule("/name", "name", lambda: flask.abort("pay"))
    app.add_url_rule("/redirect", "redirect", lambda: flask.redirect("/x"))
    client = app.test_client()
    result = [seen(client.get(path)) for path in ("/abort/402", "/name", "/redirect")]
    result.append(outcome(lambda: flask.abort(402)))
    result.append(outcome(lambda: flask.abort(404)))
    result.append(seen(flask.redirect("/outside", 301)))
    return result
