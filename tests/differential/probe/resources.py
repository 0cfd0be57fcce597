"""The suite's page and scripts, and resources of every kind that a page may have."""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Callable
from pathlib import Path

from . import echoes
from .exchange import Exchange

_SUITE = Path(__file__).parent / "suite"

_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
#: An empty module: the magic number and the version.
_WASM = b"\0asm\1\0\0\0"
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="7" height="5"/>'


def _wav() -> bytes:
    """A second and a half of silence, 8 bits, 8 kHz."""
    samples = b"\x80" * 12_000
    form = struct.pack("<4sIHHIIHH4sI", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8, b"data", len(samples))
    return struct.pack("<4sI4s", b"RIFF", 4 + len(form) + len(samples), b"WAVE") + form + samples


_RESOURCES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "pixel.png": ("image/png", lambda: _PNG),
    "drawing.svg": ("image/svg+xml", lambda: _SVG),
    "silence.wav": ("audio/wav", _wav),
    "empty.wasm": ("application/wasm", lambda: _WASM),
    "classic.js": ("text/javascript", lambda: b"globalThis.classic = 'ran';"),
    "module.js": (
        "text/javascript",
        lambda: b"import { deep } from './deep.js'; globalThis.modular = deep;",
    ),
    "deep.js": ("text/javascript", lambda: b"export const deep = import.meta.url;"),
    "style.css": ("text/css", lambda: b"@import 'deep.css'; #styled { width: 123px }"),
    "deep.css": (
        "text/css",
        lambda: b"#styled { height: 45px; background: url(drawing.svg?in=css) }",
    ),
    "captions.vtt": ("text/vtt", lambda: b"WEBVTT\n\n00:00.000 --> 00:01.000\nHush\n"),
    "digits.txt": ("text/plain", lambda: b"0123456789" * 10),
    "data.json": ("application/json", lambda: b'{"json": "module"}'),
    "site.webmanifest": ("application/manifest+json", lambda: b'{"name": "Probe"}'),
    "worker.js": ("text/javascript", lambda: (_SUITE / "worker.js").read_bytes()),
    "imported.js": ("text/javascript", lambda: b"self.imported = self.location.pathname;"),
}

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_ETAG = '"resource-1"'
_MODIFIED = "Wed, 21 Oct 2015 07:28:00 GMT"


def suite_page(exchange: Exchange) -> list[bytes]:
    exchange.send("200 OK", ("Content-Type", "text/html; charset=utf-8"))
    return [(_SUITE / "page.html").read_bytes()]


def blank(exchange: Exchange) -> list[bytes]:
    """A page with the markup that the query gives."""
    exchange.send("200 OK", ("Content-Type", "text/html; charset=utf-8"))
    return [f"<!doctype html><html lang=en><title>Blank</title>{exchange.get('html')}".encode()]


def script(exchange: Exchange) -> list[bytes]:
    exchange.send("200 OK", ("Content-Type", "text/javascript; charset=utf-8"))
    return [(_SUITE / exchange.key).read_bytes()]


def resource(exchange: Exchange) -> list[bytes]:
    """A resource by name; kept under ``record`` is what asked for it. Ranges as in RFC 9110 §14."""
    if exchange.get("record"):
        echoes.keep(exchange.get("record"), exchange)
    mimetype, make = _RESOURCES[exchange.key]
    content = make()
    fields = [("Content-Type", mimetype), ("Accept-Ranges", "bytes"), ("ETag", _ETAG)]
    if exchange.get("dated"):
        fields.append(("Last-Modified", _MODIFIED))
    span = _span(exchange, len(content))
    if span is None:
        exchange.send("200 OK", *fields, ("Content-Length", str(len(content))))
        return [content]
    first, last = span
    if first > last:
        exchange.send(
            "416 Range Not Satisfiable", *fields, ("Content-Range", f"bytes */{len(content)}")
        )
        return [b""]
    part = content[first : last + 1]
    where = f"bytes {first}-{last}/{len(content)}"
    exchange.send(
        "206 Partial Content",
        *fields,
        ("Content-Range", where),
        ("Content-Length", str(len(part))),
    )
    return [part]


def _span(exchange: Exchange, length: int) -> tuple[int, int] | None:
    """First and last byte that are asked for; first above last where there is none such."""
    found = _RANGE.fullmatch(exchange.environ.get("HTTP_RANGE", ""))
    terms = exchange.environ.get("HTTP_IF_RANGE", _ETAG)
    if found is None or terms != _ETAG:
        return None
    first, last = found.groups()
    if not first:
        return max(length - int(last), 0), length - 1
    if int(first) >= length:
        return 1, 0
    return int(first), min(int(last or length), length - 1)
