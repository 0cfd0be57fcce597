"""What is carried in the benchmark of the transport: answers and bodies of any size."""

from __future__ import annotations

import typing as t
from urllib.parse import parse_qs

CHUNK = bytes(64 << 10)


def application(environ: dict[str, t.Any], start_response: t.Any) -> t.Iterable[bytes]:
    """``/`` is a page, ``/down?mib=N`` sends as much, ``/up`` counts what comes in."""
    handler = {"/down": _down, "/up": _up}.get(environ["PATH_INFO"], _page)
    return handler(environ, start_response)


def _page(environ: dict[str, t.Any], start_response: t.Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [b"<!doctype html><html lang=en><title>Transport</title><h1>Transport</h1>"]


def _down(environ: dict[str, t.Any], start_response: t.Any) -> t.Iterator[bytes]:
    mebibytes = int(parse_qs(environ["QUERY_STRING"])["mib"][0])
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    return (CHUNK for _ in range(mebibytes * 16))


def _up(environ: dict[str, t.Any], start_response: t.Any) -> list[bytes]:
    body = environ["wsgi.input"]
    left = int(environ["CONTENT_LENGTH"])
    received = 0
    while left and (chunk := body.read(min(left, len(CHUNK)))):
        received += len(chunk)
        left -= len(chunk)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(received).encode()]
