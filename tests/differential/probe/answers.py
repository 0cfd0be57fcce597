"""Answers with whatever status, fields and body the query orders."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Callable

from .exchange import Exchange

_hits: Counter[str] = Counter()


def _deflate_raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


#: By Content-Encoding; of the last two there are no packers in every Python, so they are constant.
_PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "raw": _deflate_raw,
    "br": lambda _: b"\x0b\x02\x80hello\x03",
    "zstd": lambda _: b"\x28\xb5\x2f\xfd\x20\x05\x29\x00\x00hello",
}


def answer(exchange: Exchange) -> list[bytes]:
    """The general answer: ``status``, ``header``…, ``body``, ``pack``, ``chunk``…"""
    body = exchange.get("body", "answer").encode()
    for name in exchange.get_all("pack"):
        body = _PACKED[name](body)
    chunks = [chunk.encode() for chunk in exchange.get_all("chunk")] or [body]
    if exchange.get("bytes"):
        chunks = [bytes.fromhex(exchange.get("bytes"))]
    if exchange.get("size"):
        chunks = [b"x" * int(exchange.get("size"))]
    fields = [] if exchange.get("untyped") else [("Content-Type", "text/plain; charset=utf-8")]
    if exchange.get("measured"):
        fields.append(("Content-Length", str(sum(map(len, chunks)))))
    if exchange.environ["REQUEST_METHOD"] == "HEAD" and not exchange.get("wordy"):
        chunks = []
    if exchange.get("bodiless"):
        chunks = []
    exchange.send(exchange.get("status", "200 OK"), *fields)
    return chunks


def crash(exchange: Exchange) -> list[bytes]:
    raise RuntimeError(f"on purpose: {exchange.get('why')}")


def redirect(exchange: Exchange) -> list[bytes]:
    """``/redirect/<status>?to=<location>``."""
    exchange.send(f"{exchange.key} Elsewhere", ("Location", exchange.get("to")))
    return [b"elsewhere"]


def loop(exchange: Exchange) -> list[bytes]:
    """``/loop/<n>`` leads to ``/loop/<n - 1>`` and so on; without end if ``n`` is no number."""
    left = exchange.key
    if left == "0":
        return exchange.send_json("through")
    target = str(int(left) - 1) if left.isdecimal() else left
    exchange.send("302 Found", ("Location", target))
    return []


def cached(exchange: Exchange) -> list[bytes]:
    """An answer with a validator; tells how often it was made and what the request's terms were."""
    _hits[exchange.key] += 1
    tag = exchange.get("tag", '"v1"')
    environ = exchange.environ
    fields = [("Content-Type", "text/plain"), ("ETag", tag)]
    fields.append(("X-Hits", str(_hits[exchange.key])))
    terms = ("IF_NONE_MATCH", "IF_MODIFIED_SINCE", "CACHE_CONTROL", "PRAGMA")
    told = [f"{name}={environ.get('HTTP_' + name, '')}" for name in terms]
    fields.append(("X-Terms", "; ".join(told)))
    if environ.get("HTTP_IF_NONE_MATCH") == tag:
        exchange.send("304 Not Modified", *fields)
        return []
    exchange.send("200 OK", *fields)
    return [f"content of {tag}".encode()]
