"""Handing a response to the WSGI server, straight away when nothing about it is special.

Werkzeug's general way copies and checks the headers once more, and wraps the body to be closed.
"""

from __future__ import annotations

import typing as t

from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response

if t.TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# The methods whose work is done here: overriding any of them must make a difference.
_ORIGINALS = (
    Response.close,
    Response.get_app_iter,
    Response.get_wsgi_headers,
    Response.get_wsgi_response,
    Response.iter_encoded,
)
_NAMES = tuple(method.__name__ for method in _ORIGINALS)
_BODILESS = frozenset({204, 304})
# Werkzeug makes URIs of them.
_LOCATIONS = frozenset({"location", "content-location"})


def deliver(
    response: Response, environ: WSGIEnvironment, start_response: StartResponse
) -> t.Iterable[bytes] | None:
    """Start a response, and return its body.

    :return: ``None``, with nothing started, where only the general way will do
    """
    status = response.status_code
    if (
        status < 200
        or status in _BODILESS
        or environ["REQUEST_METHOD"] == "HEAD"
        or type(response.headers) is not Headers
        or not _is_original(response)
    ):
        return None
    headers = response.headers.to_wsgi_list()
    names = {name.lower() for name, _ in headers}
    if not names.isdisjoint(_LOCATIONS):
        return None

    body = response.response
    if type(body) is not list:
        if isinstance(body, (list, tuple)):  # its length counts, too; but it is rare
            return None
        start_response(response.status, headers)
        return response.get_app_iter(environ)
    chunks = [chunk.encode() if isinstance(chunk, str) else chunk for chunk in body]
    if "content-length" not in names and response.automatically_set_content_length:
        headers.append(("Content-Length", str(sum(map(len, chunks)))))
    start_response(response.status, headers)
    if response.direct_passthrough or response._on_close:
        return response.get_app_iter(environ)  # which the server closes
    return chunks


def _is_original(response: Response) -> bool:
    """Whether neither the class nor the instance does anything in its own way."""
    cls = type(response)
    methods = (
        cls.close,
        cls.get_app_iter,
        cls.get_wsgi_headers,
        cls.get_wsgi_response,
        cls.iter_encoded,
    )
    return methods == _ORIGINALS and response.__dict__.keys().isdisjoint(_NAMES)
