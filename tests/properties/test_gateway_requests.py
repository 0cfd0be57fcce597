"""Whatever a page sends arrives at the application as RFC 3875 and PEP 3333 say."""

from __future__ import annotations

import io
import re
import typing as t
import warnings
from wsgiref.validate import WSGIWarning, validator

from hypothesis import given, settings
from hypothesis import strategies as st

from hipflask.browser import Gateway, build_environ

from .requests import Request, requests

_DEFAULT_PORTS = {"http": 80, "https": 443}


def decoded(path: str) -> str:
    """Percent-decode a path into characters that stand for bytes."""
    return re.sub("%([0-9A-Fa-f]{2})", lambda escape: chr(int(escape[1], 16)), path)


def variables(headers: list[tuple[str, str]]) -> dict[str, str]:
    """The environ's share of header fields (RFC 3875 §4.1.18)."""
    made: dict[str, list[str]] = {}
    for name, value in headers:
        # An underscore would pass for a hyphen; servers drop such a field.
        if name.lower() not in {"content-length", "content-type", "host"} and "_" not in name:
            made.setdefault("HTTP_" + name.upper().replace("-", "_"), []).append(value)
    return {
        name: ("; " if name == "HTTP_COOKIE" else ", ").join(values)
        for name, values in made.items()
    }


def send(request: Request, echo: t.Any) -> bytes:
    """Send a request to an application, between which and the gateway a validator stands."""
    environ = build_environ(
        request.method, request.url, request.script_name, request.headers, request.body
    )
    environ["wsgi.errors"] = errors = io.StringIO()
    with warnings.catch_warnings():
        # Any token is a method, and the validator knows but the usual ones.
        warnings.filterwarnings("ignore", "Unknown REQUEST_METHOD", WSGIWarning)
        exchange = Gateway(validator(echo)).handle(environ)
        body = exchange.read()
        exchange.close()
    assert errors.getvalue() == ""
    assert exchange.status == 200
    return body


@settings(max_examples=4500)
@given(requests, st.integers(1, 8))
def test_everything_that_is_sent_arrives(request: Request, piece: int) -> None:
    seen: dict[str, t.Any] = {}

    def echo(environ: dict[str, t.Any], start_response: t.Any) -> t.Iterator[bytes]:
        seen.update(environ)
        start_response("200 OK", [("Content-Type", "application/octet-stream")])
        while data := environ["wsgi.input"].read(piece):
            yield data

    body = send(request, echo)

    assert body == (b"" if request.method == "HEAD" else request.body)
    assert seen["REQUEST_METHOD"] == request.method
    assert seen["SCRIPT_NAME"] == decoded(request.script_name)
    assert seen["PATH_INFO"] == decoded(request.path or ("" if request.script_name else "/"))
    assert seen["QUERY_STRING"] == (request.query or "")
    assert seen["REQUEST_URI"] == seen["RAW_URI"] == request.target
    assert seen["wsgi.url_scheme"] == request.scheme
    assert seen["HTTP_HOST"] == request.authority
    assert seen["SERVER_NAME"] == request.host.strip("[]")
    assert seen["SERVER_PORT"] == str(request.port or _DEFAULT_PORTS[request.scheme])
    fields = {name: value for name, value in seen.items() if name.startswith("HTTP_")}
    assert fields == {**variables(request.headers), "HTTP_HOST": request.authority}
    types = [value for name, value in request.headers if name == "content-type"]
    assert seen.get("CONTENT_TYPE") == (types[-1] if types else None)
    if "CONTENT_LENGTH" in seen:
        assert seen["CONTENT_LENGTH"] == str(len(request.body))
    else:
        assert request.body == b""
