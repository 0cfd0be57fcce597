"""View functions with every kind of return value, as their authors annotate them."""

from __future__ import annotations

import typing as t
from collections.abc import AsyncIterator, Generator, Iterator
from http import HTTPStatus

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as WerkzeugResponse

import hipflask
from hipflask import Flask, Response, request
from hipflask.typing import ResponseReturnValue

if t.TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

app = Flask(__name__)


class Entry(t.TypedDict):
    """What a JSON view is likely to return."""

    name: str
    tags: list[str]


@app.route("/text")
def text() -> str:
    return "text"


@app.get("/bytes")
def data() -> bytes:
    return b"bytes"


@app.get("/dict")
def mapping() -> dict[str, t.Any]:
    return {"a": 1}


@app.get("/counts")
def counts() -> dict[str, int]:
    return {"a": 1}


@app.get("/typed-dict")
def entry() -> Entry:
    return {"name": "one", "tags": []}


@app.get("/list")
def names() -> list[str]:
    return ["one"]


@app.get("/entries")
def entries() -> list[Entry]:
    return [{"name": "one", "tags": []}]


@app.get("/status")
def with_status() -> tuple[str, int]:
    return "made", 201


@app.get("/http-status")
def with_http_status() -> tuple[str, HTTPStatus]:
    return "made", HTTPStatus.CREATED


@app.get("/json-status")
def json_with_status() -> tuple[dict[str, t.Any], int]:
    return {"a": 1}, 201


@app.get("/headers")
def with_headers() -> tuple[str, dict[str, str]]:
    return "made", {"X-One": "1"}


@app.get("/pairs")
def with_pairs() -> tuple[str, int, list[tuple[str, str]]]:
    return "made", 201, [("X-One", "1")]


@app.get("/both")
def with_both() -> tuple[bytes, int, dict[str, str]]:
    return b"made", 201, {"X-One": "1"}


@app.get("/response")
def response() -> Response:
    return hipflask.make_response("made", 201)


@app.get("/werkzeug")
def werkzeug_response() -> WerkzeugResponse:
    return hipflask.redirect("/text")


@app.get("/response-status")
def response_with_status() -> tuple[Response, int]:
    return hipflask.jsonify(a=1), 201


@app.get("/either")
def either() -> str | Response:
    return "text" if request.args else Response("response")


@app.get("/declared")
def declared() -> ResponseReturnValue:
    return {"a": 1}, 201, {"X-One": "1"}


@app.get("/iterator")
def iterator() -> Iterator[str]:
    return iter(["a", "b"])


@app.get("/generator")
def generator() -> Generator[bytes]:
    yield b"a"


@app.get("/with-context")
@hipflask.stream_with_context
def streamed() -> Iterator[str]:
    yield request.path


@app.get("/template")
def template() -> str:
    return hipflask.render_template_string("{{ a }}", a=1)


@app.get("/template-stream")
def template_stream() -> Iterator[str]:
    return hipflask.stream_template_string("{{ a }}", a=1)


@app.get("/file")
def file() -> Response:
    return hipflask.send_file(__file__, mimetype="text/plain", max_age=60)


def below(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    start_response("200 OK", [])
    return [b"below"]


@app.get("/wsgi")
def application() -> WSGIApplication:
    return below


@app.get("/coroutine")
async def coroutine() -> str:
    return "awaited"


@app.get("/coroutine-tuple")
async def coroutine_with_status() -> tuple[dict[str, int], int]:
    return {"a": 1}, 201


@app.route("/<int:number>/<name>", methods=["GET", "POST"], endpoint="other", strict_slashes=False)
def with_values(number: int, name: str) -> str:
    return name * number


@app.endpoint("named")
def named() -> str:
    return "named"


app.add_url_rule("/named", endpoint="named")
app.add_url_rule("/lambda", "lambda", lambda: "lambda")
app.add_url_rule("/text-again", view_func=text, methods=["GET"], defaults=None)


def never() -> t.NoReturn:
    hipflask.abort(404, description="none")


def raised() -> str:
    raise NotFound


# A decorator gives back the very function, so that it can be called with its own types.
t.assert_type(text(), str)
t.assert_type(with_values(2, name="x"), str)
t.assert_type(with_status(), tuple[str, int])

if t.TYPE_CHECKING:

    async def async_streams() -> AsyncIterator[str]:
        yield "a"

    app.add_url_rule("/async-stream", view_func=async_streams)
    app.add_url_rule("/never", view_func=never)
    t.assert_type(hipflask.url_for("other", number=1, _anchor="top", _external=True), str)
    t.assert_type(hipflask.make_response(), Response)
    t.assert_type(hipflask.jsonify([1]), Response)
    t.assert_type(hipflask.redirect("/"), WerkzeugResponse)
    t.assert_type(hipflask.stream_with_context(iter([b"a"])), t.Iterator[bytes])
