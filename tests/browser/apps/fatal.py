"""Ends its own interpreter on demand, in every way that ends one."""

from __future__ import annotations

import asyncio
import ctypes
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from hipflask import Flask, Response, request

app = Flask(__name__)
NOTES = Path(app.instance_path, "notes.txt")
CHUNKS = 512 << 20, 128 << 20  # few: an engine may copy the whole memory each time that it grows


def leave() -> None:
    os._exit(3)


if NOTES.exists() and "poison" in NOTES.read_text():
    leave()


def trap() -> None:
    ctypes.string_at(0xFFFFFFF0, 4096)


def recurse_in_c() -> None:
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]
    repr(nested)


def recurse_in_python() -> None:
    sys.setrecursionlimit(10**9)

    class Endless:
        def __getattr__(self, name: str) -> object:
            return getattr(self, f"{name}x")

    _ = Endless().name


def use_memory_up() -> None:
    allocate = ctypes.CDLL(None).malloc  # which does not touch it, unlike bytearray()
    allocate.restype, allocate.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    for size in CHUNKS:
        while allocate(size):
            pass


WAYS = {
    "exit": leave,
    "trap": trap,
    "recursion-in-c": recurse_in_c,
    "recursion-in-python": recurse_in_python,
    "memory": use_memory_up,
}


@app.get("/")
def index() -> str:
    return '<!doctype html><link rel=icon href="data:,"><h1>alive</h1>'


@app.get("/notes")
def notes() -> str:
    return NOTES.read_text() if NOTES.exists() else ""


def note(text: str) -> None:
    NOTES.parent.mkdir(exist_ok=True)
    with NOTES.open("a") as file:
        file.write(f"{text};")


@app.post("/notes")
def add() -> str:
    note(request.get_data(as_text=True))
    return "noted"


@app.route("/end/<way>", methods=["GET", "POST"])
def end(way: str) -> str:
    note("half done")
    WAYS[way]()
    return "still alive"


@app.get("/end-later")
def end_later() -> str:
    asyncio.get_event_loop().call_later(0.05, leave)
    return "soon"


@app.get("/end-after-a-wait")
def end_after_a_wait() -> str:
    time.sleep(0.2)
    os._exit(3)


@app.get("/break-the-gateway")
def break_the_gateway() -> str:
    """Have the next request meet an exception outside the application."""
    from hipflask.browser import bridge

    bridge._host._gateway = None
    return "broken"


@app.get("/stream")
def stream() -> Response:
    def generate() -> Iterator[str]:
        yield "first"
        time.sleep(3600)
        yield "never"

    return Response(generate(), mimetype="text/plain")


@app.get("/recursion")
def recursion() -> str:
    return recursion()
