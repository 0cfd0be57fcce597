"""HTTP exceptions answer as they do when they are called as WSGI applications."""

from __future__ import annotations

import typing as t

import pytest
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response as ResponseBase

from hipflask import Flask, Response
from support.wsgi import ask, environ_of


class Teapot(HTTPException):
    code = 418
    description = "short & stout"


class Called(Teapot):
    def __call__(self, environ: t.Any, start_response: t.Any) -> t.Any:
        return ResponseBase("called", 418)(environ, start_response)


class Responding(Teapot):
    shared = ResponseBase("shared", 418)

    def get_response(self, environ: t.Any = None, scope: t.Any = None) -> t.Any:
        return self.shared


class Bodied(Teapot):
    def get_body(self, environ: t.Any = None, scope: t.Any = None) -> str:
        return "own body"

    def get_headers(self, environ: t.Any = None, scope: t.Any = None) -> list[tuple[str, str]]:
        return [("Content-Type", "text/own")]


def _carrying() -> HTTPException:
    return NotFound(response=ResponseBase("carried", 200))


def _codeless() -> HTTPException:
    return HTTPException(response=ResponseBase("codeless", 202))


@pytest.mark.parametrize("make", [Teapot, Called, Responding, Bodied, _carrying, _codeless])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_error_is_answered_as_if_called(
    app: Flask, make: t.Callable[[], HTTPException], method: str
) -> None:
    @app.route("/")
    def view() -> t.NoReturn:
        raise make()

    expected = ask(make(), environ_of(REQUEST_METHOD=method))
    answer = ask(app, environ_of(REQUEST_METHOD=method))
    assert (answer[0], sorted(answer[1])) == (expected[0], sorted(expected[1]))
    assert b"".join(answer[2]) == b"".join(expected[2])
    assert type(Responding.shared) is ResponseBase


def test_an_error_becomes_a_response_of_the_applications_class(app: Flask) -> None:
    forced: list[t.Any] = []

    class Own(Response):
        @classmethod
        def force_type(cls, response: t.Any, environ: t.Any = None) -> t.Any:
            forced.append(response)
            return super().force_type(response, environ)

    app.response_class = Own
    seen: list[Response] = []

    @app.after_request
    def look(response: Response) -> Response:
        seen.append(response)
        return response

    assert ask(app, environ_of("/nowhere"))[0] == "404 NOT FOUND"
    assert [type(r) for r in seen] == [Own]
    assert len(forced) == 1


class Nothing(Teapot):
    code = 204


@pytest.mark.parametrize(("make", "method"), [(Teapot, "HEAD"), (Nothing, "GET")])
def test_functions_after_the_request_see_no_body_where_there_is_none(
    app: Flask, make: type[HTTPException], method: str
) -> None:
    seen: list[bytes] = []

    @app.route("/")
    def view() -> t.NoReturn:
        raise make

    @app.after_request
    def look(response: Response) -> Response:
        seen.append(response.get_data())
        return response

    ask(app, environ_of(REQUEST_METHOD=method))
    assert seen == [b""]


@pytest.mark.parametrize("how", ["carried", "replaced"])
def test_a_response_that_is_kept_elsewhere_stays_what_it_is(app: Flask, how: str) -> None:
    kept = ResponseBase("kept", 418)
    error = Teapot(response=kept) if how == "carried" else Teapot()
    if how == "replaced":
        error.get_response = lambda environ=None, scope=None: kept  # type: ignore[method-assign]

    @app.route("/")
    def view() -> t.NoReturn:
        raise error

    assert ask(app, environ_of())[2] == [b"kept"]
    assert type(kept) is ResponseBase
