"""Shows what a request was and answers in every way that a response can be, without a framework."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs

COUNTER = itertools.count(1)
STATUSES = {"204": "204 No Content", "205": "205 Reset Content", "418": "418 I'm a teapot"}


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    handler = HANDLERS.get(path.split("/")[1], page)
    result: Iterable[bytes] = handler(environ, start_response)
    return result


def page(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    path = environ["PATH_INFO"].encode("latin-1").decode()
    title = f"{path}?{environ['QUERY_STRING']}"
    return [f"<!doctype html><html lang=en><title>{title}</title><h1>Probe</h1>".encode()]


def echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Tell what arrived."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    report = {
        "method": environ["REQUEST_METHOD"],
        "script_name": environ["SCRIPT_NAME"],
        "path": environ["PATH_INFO"].encode("latin-1").decode(),
        "query": environ["QUERY_STRING"],
        "type": environ.get("CONTENT_TYPE", ""),
        "length": environ.get("CONTENT_LENGTH", ""),
        "body": list(body) if len(body) <= 512 else len(body),
        "cookie": environ.get("HTTP_COOKIE", ""),
        "custom": environ.get("HTTP_X_CUSTOM", ""),
        "host": environ["HTTP_HOST"],
        "scheme": environ["wsgi.url_scheme"],
    }
    start_response("200 OK", [("Content-Type", "application/json"), ("X-Method", report["method"])])
    return [json.dumps(report).encode()]


def status(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    code = environ["PATH_INFO"].split("/")[2]
    start_response(STATUSES.get(code, f"{code} Some Reason"), [("Content-Type", "text/plain")])
    return [] if code in {"204", "205", "304"} else [f"status {code}".encode()]


def redirect(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    code = environ["PATH_INFO"].split("/")[2]
    target = parse_qs(environ["QUERY_STRING"])["to"][0]
    start_response(f"{code} Elsewhere", [("Location", target)])
    return [b""]


def repeated(_environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response(
        "200 OK",
        [
            ("Content-Type", "text/plain"),
            ("X-Repeated", "one"),
            ("X-Repeated", "two"),
            ("Link", "</a>; rel=preload"),
            ("Link", "</b>; rel=preload"),
        ],
    )
    return [b"repeated"]


def binary(_environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    return [bytes(range(256))]


def stream(_environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    for number in range(5):
        yield f"{number}\n".encode()


def cookies(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Set the cookies that the query names."""
    fields = parse_qs(environ["QUERY_STRING"]).get("set", [])
    headers = [("Content-Type", "text/plain"), *(("Set-Cookie", field) for field in fields)]
    start_response("200 OK", headers)
    return [b"set"]


def count(_environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Tell how often this interpreter has been asked."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(next(COUNTER)).encode()]


def crash(_environ: dict[str, Any], _start_response: Any) -> list[bytes]:
    raise RuntimeError("on purpose")


HANDLERS = {
    "echo": echo,
    "status": status,
    "redirect": redirect,
    "repeated": repeated,
    "binary": binary,
    "stream": stream,
    "cookies": cookies,
    "count": count,
    "crash": crash,
}
