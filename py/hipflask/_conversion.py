"""Turning what a view returned into a response object."""

from __future__ import annotations

import collections.abc as cabc
import typing as t

from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from .globals import _cv_request

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from .app import Flask
    from .wrappers import Response

_TUPLES = "(body, status, headers), (body, status) or (body, headers)"
_HEADER_TYPES = (Headers, dict, tuple, list)


def to_response(app: Flask, value: t.Any) -> Response:
    """The response for a view's return value.

    :raises TypeError: the value is of none of the forms a view may return; names the view
    """
    if isinstance(value, tuple):
        body, status, headers = _split(value)
    else:
        body, status, headers = value, None, None

    response_class = app.response_class
    if not isinstance(body, response_class):
        if body is None:
            raise TypeError(
                f"{_view()} returned None, or ended without a return statement, where a response"
                " is needed."
            )
        if isinstance(body, (str, bytes, bytearray)) or _is_stream(body):
            # The class gets status and headers itself, so that its defaults come after them.
            return response_class(body, status=status, headers=headers)
        body = _from_object(app, body)

    if status is not None:
        if isinstance(status, (str, bytes, bytearray)):
            body.status = status
        else:
            body.status_code = status
    if headers:
        body.headers.update(headers)
    return t.cast("Response", body)


def _split(value: tuple[t.Any, ...]) -> tuple[t.Any, t.Any, t.Any]:
    if len(value) == 3:
        return value
    if len(value) == 2:
        body, second = value
        if isinstance(second, _HEADER_TYPES):
            return body, None, second
        return body, second, None
    raise TypeError(f"{_view()} returned a tuple of {len(value)}; a response is {_TUPLES}.")


def _is_stream(body: t.Any) -> bool:
    return isinstance(body, cabc.Iterator)


def _from_object(app: Flask, body: t.Any) -> t.Any:
    """A response for what is neither text nor a response of the application's class."""
    if isinstance(body, (dict, list)):
        return app.json.response(body)
    if not (isinstance(body, BaseResponse) or callable(body)):
        raise TypeError(
            f"{_view()} returned a {type(body).__name__}, which can't be made a response. Return"
            f" a string, bytes, dict, list, an iterator of strings or bytes, a tuple {_TUPLES},"
            " a response object, or a WSGI application."
        )
    environ = _cv_request.get().request.environ
    if isinstance(body, HTTPException) and _is_plain_error(body, environ):
        body = body.get_response(environ)
    try:
        return app.response_class.force_type(body, environ)
    except TypeError as error:
        raise TypeError(
            f"{_view()} returned a {type(body).__name__}, which is callable but did not act as a"
            f" WSGI application: {error}"
        ) from error


def _is_plain_error(error: HTTPException, environ: WSGIEnvironment) -> bool:
    """Whether an exception's own response is just what it answers as a WSGI application.

    Getting that response costs a fraction of running the application. It must have been made
    for this request, for it becomes an instance of the application's class.
    """
    cls = type(error)
    return (
        error.response is None
        and error.code is not None
        and error.code >= 400
        and environ["REQUEST_METHOD"] != "HEAD"
        and cls.__call__ is HTTPException.__call__
        and cls.get_response is HTTPException.get_response
        and "get_response" not in error.__dict__
    )


def _view() -> str:
    ctx = _cv_request.get(None)
    endpoint = None if ctx is None else ctx.request.endpoint
    return f"The view function for {endpoint!r}"
