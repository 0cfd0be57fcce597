"""Limits of requests: by the application's configuration, and for one request."""

from __future__ import annotations

import io
import typing as t
from functools import partial

from ._common import make_app, outcome, scenario, seen

MULTIPART = "multipart/form-data"


@scenario
def limits_of_forms(flask: t.Any) -> t.Any:
    class Request(flask.Request):  # type: ignore[misc]
        def _get_file_stream(self, *args: t.Any, **kwargs: t.Any) -> t.Any:
            return io.BytesIO()  # a temporary file stays open where parsing ends early

    app = make_app(flask)
    app.request_class = Request
    own: dict[str, t.Any] = {}

    @app.before_request
    def limit() -> None:
        for name, value in own.items():
            setattr(flask.request, name, value)

    @app.post("/")
    def view() -> t.Any:
        request = flask.request
        limits = request.max_content_length, request.max_form_memory_size, request.max_form_parts
        return [limits, sorted(request.form.items()), sorted(request.files)]

    def file(size: int) -> t.Any:
        return io.BytesIO(b"." * size), "f.txt"

    bodies: list[t.Callable[[], dict[str, t.Any]]] = [
        lambda: {"data": {"a": "x" * 30}},
        lambda: {"data": {"a": "x" * 300}},
        lambda: {"data": {"a": "x" * 30}, "content_type": MULTIPART},
        lambda: {"data": {"a": "x" * 300}, "content_type": MULTIPART},
        lambda: {"data": {"f": file(300)}},
        lambda: {"data": {"f": file(30), "g": file(30), "a": "1"}},
        lambda: {"data": b"", "content_type": MULTIPART},
        lambda: {"data": b"x" * 30},
    ]
    names = "max_content_length", "max_form_memory_size", "max_form_parts"
    limits: list[dict[str, t.Any]] = [
        {}, *({name: value} for name in names for value in (0, 1, 2, 100, 1000)),
        dict.fromkeys(names[:2]),
    ]  # fmt: skip
    result: list[t.Any] = []
    defaults = {name.upper(): app.config[name.upper()] for name in names}
    client = app.test_client()
    for chosen in limits:
        for where in ("application", "request"):
            own = chosen if where == "request" else {}
            by_name = {name.upper(): value for name, value in chosen.items()}
            app.config.update(defaults | (by_name if where == "application" else {}))
            result += [(chosen, where, outcome(partial(post, client, body))) for body in bodies]
    return result


def post(client: t.Any, body: t.Callable[[], dict[str, t.Any]]) -> t.Any:
    return seen(client.post("/", **body()))


@scenario
def limits_of_other_bodies(flask: t.Any) -> t.Any:
    app = make_app(flask)
    app.config["MAX_CONTENT_LENGTH"] = 10

    @app.post("/<what>")
    def view(what: str) -> t.Any:
        if what == "unread":
            return "unread"
        if what == "caught":
            try:
                return flask.request.data
            except Exception as error:
                return f"caught {type(error).__name__}"
        if what == "stream":
            return flask.request.stream.read()
        if what == "parts":
            return repr([flask.request.stream.read(4) for _ in range(3)])
        return [getattr(flask.request, what)]

    client = app.test_client()
    return [
        seen(client.post(f"/{what}", data=body, content_type="application/json"))
        for what in ("unread", "caught", "stream", "parts", "json", "content_length", "form")
        for body in (b"[1]", b'"12345678"', b'"123456789"', b"")
    ]


@scenario
def values_outside_of_an_application(flask: t.Any) -> t.Any:
    from werkzeug.test import EnvironBuilder

    request = flask.Request(EnvironBuilder("/x", method="POST", data={"a": "1"}).get_environ())
    response = flask.Response("x")
    response.set_cookie("c", "v")
    return [
        request.max_content_length, request.max_form_memory_size, request.max_form_parts,
        request.form["a"], request.endpoint, request.blueprint, request.blueprints,
        request.url_rule, request.view_args, request.routing_exception,
        response.max_cookie_size, response.mimetype, response.default_status,
        response.autocorrect_location_header, outcome(lambda: request.json),
    ]  # fmt: skip


@scenario
def large_cookies(flask: t.Any) -> t.Any:
    import warnings

    app = make_app(flask)

    @app.route("/")
    def view() -> t.Any:
        response = app.make_response("")
        response.set_cookie("c", "x" * 100)
        return response

    counts = []
    for size in (4093, 50, 0):
        app.config["MAX_COOKIE_SIZE"] = size
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            app.test_client().get("/")
        counts.append([str(warning.message) for warning in caught])
    return counts
