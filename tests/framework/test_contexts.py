"""Contexts: what the proxies say without one, streams, and sessions that nobody looks at."""

from __future__ import annotations

import threading
import typing as t

import pytest
from itsdangerous import BadSignature

import hipflask
from hipflask import current_app, g, request, session, stream_with_context
from hipflask.globals import app_ctx, request_ctx
from hipflask.sessions import SecureCookieSessionInterface


@pytest.mark.parametrize("use", [lambda: current_app.name, lambda: g.x, lambda: app_ctx.app])
def test_without_application_context_the_error_names_what_to_use(use: t.Any) -> None:
    with pytest.raises(RuntimeError, match="outside of application context") as caught:
        use()
    for way in ("app.app_context()", "@with_appcontext", "init_app(app)", "Blueprint.record()"):
        assert way in str(caught.value)


@pytest.mark.parametrize("use", [lambda: request.path, lambda: session["x"]])
def test_without_request_context_the_error_names_what_to_use(use: t.Any) -> None:
    with pytest.raises(RuntimeError, match="outside of request context") as caught:
        use()
    for way in ("test_request_context", "@copy_current_request_context", "@stream_with_context"):
        assert way in str(caught.value)


def test_contexts_take_attributes_and_keep_their_identity(app: hipflask.Flask) -> None:
    with app.test_request_context():
        request_ctx.user = "u"  # type: ignore[attr-defined]
        app_ctx.thing = 1  # type: ignore[attr-defined]
        first = id(app_ctx._get_current_object())  # type: ignore[attr-defined]
        assert (request_ctx.user, app_ctx.thing) == ("u", 1)  # type: ignore[attr-defined]
        assert id(app_ctx._get_current_object()) == first  # type: ignore[attr-defined]
        g.a = 1
        assert g.__dict__ == {"a": 1}
        request_ctx.session = {"mine": 1}  # type: ignore[assignment]


def test_popping_out_of_order_is_an_error(app: hipflask.Flask) -> None:
    outer, inner = app.app_context(), app.app_context()
    outer.push()
    inner.push()
    with pytest.raises(AssertionError, match="wrong application context"):
        outer.pop()


def test_an_abandoned_stream_leaves_no_context_behind(app: hipflask.Flask) -> None:
    torn_down: list[str] = []
    closed: list[str] = []
    app.teardown_appcontext(lambda error: torn_down.append("app"))

    @app.route("/")
    def index() -> t.Any:
        def generate() -> t.Iterator[str]:
            try:
                yield request.path
                yield "never read"
            finally:
                closed.append(request.path)

        return stream_with_context(generate())

    environ = app.test_request_context("/").request.environ
    body = iter(app(environ, lambda status, headers, exc_info=None: None))  # type: ignore[arg-type]
    assert next(body) == b"/"
    assert not hipflask.has_request_context()
    assert not hipflask.has_app_context()
    body.close()  # type: ignore[attr-defined]
    assert closed == ["/"]
    assert torn_down == ["app", "app"]
    assert not hipflask.has_app_context()


def test_stream_with_context_as_a_decorator(app: hipflask.Flask, client: t.Any) -> None:
    @app.route("/")
    def index() -> t.Any:
        @stream_with_context
        def generate(times: int) -> t.Iterator[str]:
            for _ in range(times):
                yield request.args["q"]

        return generate(3)

    assert client.get("/?q=x").text == "xxx"


def test_an_exception_in_a_stream_reaches_the_teardown_functions(app: hipflask.Flask) -> None:
    errors: list[t.Any] = []
    app.teardown_request(errors.append)

    @app.route("/")
    def index() -> t.Any:
        def generate() -> t.Iterator[str]:
            yield "a"
            raise ValueError("in the stream")

        return stream_with_context(generate())

    with pytest.raises(ValueError, match="in the stream"):
        app.test_client().get("/", buffered=True)
    assert [type(error) for error in errors] == [type(None), ValueError]


def test_copied_context_in_a_thread_shares_the_session(app: hipflask.Flask) -> None:
    seen: list[t.Any] = []

    @app.route("/")
    def index() -> str:
        @hipflask.copy_current_request_context
        def work() -> None:
            seen.append((request.path, session.get("n")))
            session["n"] = 2

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        return str(session.get("n"))

    assert app.test_client().get("/").text == "2"
    assert seen == [("/", None)]


class Counting(SecureCookieSessionInterface):
    """Counts what the stock interface is asked to do."""

    def __init__(self) -> None:
        self.signed = 0

    def get_signing_serializer(self, app: hipflask.Flask) -> t.Any:
        self.signed += 1
        return super().get_signing_serializer(app)


class Custom(SecureCookieSessionInterface):
    def __init__(self) -> None:
        self.log: list[str] = []

    def open_session(self, app: hipflask.Flask, request: t.Any) -> t.Any:
        self.log.append(f"open {request.url_rule}")
        return super().open_session(app, request)

    def save_session(self, app: hipflask.Flask, session: t.Any, response: t.Any) -> None:
        self.log.append("save")
        super().save_session(app, session, response)


def test_a_session_that_nobody_looks_at_costs_nothing(app: hipflask.Flask) -> None:
    interface = app.session_interface = Counting()
    app.add_url_rule("/", "index", lambda: "")
    client = app.test_client()
    assert "Vary" not in client.get("/").headers
    assert interface.signed == 0
    with client.session_transaction() as opened:
        opened["x"] = 1
    interface.signed = 0
    assert "Vary" not in client.get("/").headers
    assert interface.signed == 1


def test_a_custom_interface_is_always_asked_and_before_routing(app: hipflask.Flask) -> None:
    interface = app.session_interface = Custom()
    app.add_url_rule("/", "index", lambda: "")
    app.test_client().get("/")
    assert interface.log == ["open None", "save"]


def test_changed_ingredients_change_the_signature(app: hipflask.Flask) -> None:
    interface = app.session_interface
    assert isinstance(interface, SecureCookieSessionInterface)
    first = interface.get_signing_serializer(app)
    assert first is not None
    assert interface.get_signing_serializer(app) is first
    app.secret_key = "other"
    second = interface.get_signing_serializer(app)
    assert second is not None
    assert second.loads(second.dumps({"a": 1})) == {"a": 1}
    with pytest.raises(BadSignature):
        second.loads(first.dumps({"a": 1}))
    app.config["SECRET_KEY_FALLBACKS"] = ["key"]
    third = interface.get_signing_serializer(app)
    assert third is not None
    assert third.loads(first.dumps({"a": 2})) == {"a": 2}
    app.secret_key = None
    assert interface.get_signing_serializer(app) is None


def test_without_a_secret_key_the_session_can_be_read_but_not_changed(app: hipflask.Flask) -> None:
    app.secret_key = None
    with app.test_request_context():
        assert session.get("x") is None
        with pytest.raises(RuntimeError, match="secret key"):
            session["x"] = 1
        with pytest.raises(RuntimeError, match="secret key"):
            session.pop("x", None)
