"""What arrived at the application."""

from __future__ import annotations

import html
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from .exchange import Exchange

#: Bytes of a body that are shown as they are.
_SHOWN = 2000

_records: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)

_BOUNDARY = re.compile(r'boundary="?([^";]+)')


def echo(exchange: Exchange) -> list[bytes]:
    return exchange.send_json(report(exchange))


def landing(exchange: Exchange) -> list[bytes]:
    """A page that tells what asked for it, and its opener that it is there."""
    text = html.escape(json.dumps(report(exchange)))
    exchange.send("200 OK", ("Content-Type", "text/html; charset=utf-8"))
    return [f"<!doctype html><html lang=en><title>Landing</title><pre>{text}</pre>".encode()]


def record(exchange: Exchange) -> Iterable[bytes]:
    """Keep what arrived until it is asked for."""
    keep(exchange.key, exchange)
    status = exchange.get("status", "200 OK")
    exchange.send(status, ("Content-Type", "text/plain; charset=utf-8"))
    return [] if status.startswith("204") else [b"recorded"]


def recorded(exchange: Exchange) -> list[bytes]:
    return exchange.send_json(_records[exchange.key])


def keep(key: str, exchange: Exchange) -> None:
    _records[key].append(report(exchange))


def report(exchange: Exchange) -> dict[str, Any]:
    environ = exchange.environ
    body = _READERS[exchange.get("reading", "length")](environ)
    told: dict[str, Any] = {k: v for k, v in environ.items() if isinstance(v, str)}
    told["wsgi.input_terminated"] = bool(environ.get("wsgi.input_terminated"))
    length = environ.get("CONTENT_LENGTH")
    found = _BOUNDARY.search(environ.get("CONTENT_TYPE", ""))
    if found is not None:  # it is made at random
        told["CONTENT_TYPE"] = told["CONTENT_TYPE"].replace(found[1], "{boundary}")
        told["CONTENT_LENGTH"] = "{right}" if length == str(len(body)) else "{wrong}"
        body = body.replace(found[1].encode(), b"{boundary}")
    return {"environ": told, "body": describe(body)}


def describe(body: bytes) -> dict[str, Any]:
    return {
        "length": len(body),
        "checksum": zlib.crc32(body),
        "text": body[:_SHOWN].decode("latin-1"),
    }


def _read_length(environ: dict[str, Any]) -> bytes:
    """As an application does that knows nothing of chunked content."""
    if environ.get("wsgi.input_terminated"):
        return _read_all(environ)
    content: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    return content


def _read_all(environ: dict[str, Any]) -> bytes:
    content: bytes = environ["wsgi.input"].read()
    return content


def _read_pieces(environ: dict[str, Any]) -> bytes:
    left = int(environ.get("CONTENT_LENGTH") or 0)
    pieces = []
    while left > 0:
        piece: bytes = environ["wsgi.input"].read(min(left, 7))
        if not piece:
            break
        left -= len(piece)
        pieces.append(piece)
    return b"|".join(pieces)


def _read_lines(environ: dict[str, Any]) -> bytes:
    count = 0
    left = int(environ.get("CONTENT_LENGTH") or 0)
    lines: list[bytes] = []
    while left > 0 and (line := environ["wsgi.input"].readline(left)):
        left -= len(line)
        count += 1
        lines.append(b"%d:%s" % (count, line))
    return b"".join(lines)


def _read_nothing(_environ: dict[str, Any]) -> bytes:
    return b""


_READERS: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "length": _read_length,
    "pieces": _read_pieces,
    "lines": _read_lines,
    "nothing": _read_nothing,
}
