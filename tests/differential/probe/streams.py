"""Bodies that take their time, break off, or never end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from .exchange import Exchange

_progress: dict[str, dict[str, Any]] = {}

#: Seconds between two events.
_PAUSE = 0.02
#: Seconds between two chunks without end: an engine that never holds a server up would choke.
_BREATH = 0.003


def chunks(exchange: Exchange) -> Iterator[bytes]:
    """``/chunks/<number>/<size>``: numbered chunks."""
    number, size = (int(text) for text in exchange.segments[:2])
    exchange.send("200 OK", ("Content-Type", "text/plain"))
    for index in range(number):
        yield f"{index},".encode().ljust(size, b".")


class Endless:
    """Counts its chunks and tells how it was given up."""

    def __init__(self, key: str, size: int) -> None:
        self.told = _progress.setdefault(key, {"chunks": 0, "closed": 0})
        self.size = size

    def __iter__(self) -> Endless:
        return self

    def __next__(self) -> bytes:
        self.told["chunks"] += 1
        time.sleep(_BREATH)
        return b"x" * self.size

    def close(self) -> None:
        self.told["closed"] += 1


def endless(exchange: Exchange) -> Any:
    """``/endless/<key>/<size>/<kind>``: a body without an end, to be given up by who reads it."""
    size = int(exchange.segments[1])
    exchange.send("200 OK", ("Content-Type", "application/octet-stream"))
    if exchange.segments[2:] == ["generator"]:
        return _generate(exchange.key, size)
    return Endless(exchange.key, size)


def _generate(key: str, size: int) -> Iterator[bytes]:
    told = _progress.setdefault(key, {"chunks": 0, "closed": 0})
    try:
        while True:
            told["chunks"] += 1
            time.sleep(_BREATH)
            yield b"x" * size
    except GeneratorExit:
        told["exit"] = "GeneratorExit"
        raise
    finally:
        told["closed"] += 1


def progress(exchange: Exchange) -> list[bytes]:
    return exchange.send_json(_progress.get(exchange.key, {"chunks": 0, "closed": 0}))


def broken(exchange: Exchange) -> Iterator[bytes]:
    """Fails after as many chunks as the path says."""
    fields = [("Content-Type", "text/plain")]
    if exchange.get("declared"):
        fields.append(("Content-Length", exchange.get("declared")))
    exchange.send("200 OK", *fields)
    for index in range(int(exchange.key)):
        yield f"{index},".encode() * int(exchange.get("repeat", "1"))
    if not exchange.get("silent"):
        raise RuntimeError("on purpose: the stream breaks")


def written(exchange: Exchange) -> list[bytes]:
    """Writes by the callable that start_response() returns."""
    write = exchange.send("200 OK", ("Content-Type", "text/plain"))
    write(b"one,")
    write(b"two,")
    return [b"three"]


def events(exchange: Exchange) -> Iterator[bytes]:
    """``/events/<key>``: a few events, then the end, upon which a browser comes back."""
    told = _progress.setdefault(exchange.key, {"chunks": 0, "closed": 0, "asked": []})
    last = exchange.environ.get("HTTP_LAST_EVENT_ID", "")
    told["asked"].append([last, exchange.environ.get("HTTP_ACCEPT", "")])
    if exchange.get("status") and len(told["asked"]) > 1:
        exchange.send(exchange.get("status"))
        return
    exchange.send("200 OK", ("Content-Type", "text/event-stream"), ("Cache-Control", "no-cache"))
    first = int(last or "0") + 1
    try:
        yield b"retry: 10\n\n"
        for number in range(first, first + int(exchange.get("events", "3"))):
            time.sleep(_PAUSE)
            told["chunks"] += 1
            yield f"id: {number}\nevent: {exchange.get('type', 'message')}\n".encode()
            yield f"data: line one of {number}\ndata: é\n\n".encode()
    finally:
        told["closed"] += 1
