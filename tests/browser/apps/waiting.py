"""Views that wait, and views that never end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

from hipflask import Flask, g

app = Flask(__name__)


@app.get("/")
def index() -> str:
    return "<!doctype html><html lang=en><title>Waiting</title><h1>Waiting</h1>"


@app.before_request
async def note_begin() -> None:
    await asyncio.sleep(0.01)
    g.hook = "a hook that waited"


@app.get("/async")
async def asynchronous() -> dict[str, str]:
    await asyncio.sleep(0.01)
    return {"hook": g.hook}


@app.get("/sleep")
def sleep() -> str:
    before = time.monotonic()
    time.sleep(0.05)
    return f"slept: {time.monotonic() - before >= 0.05}"


@app.get("/fails")
async def fails() -> str:
    await asyncio.sleep(0.01)
    raise LookupError("lost")


@app.errorhandler(LookupError)
async def explain(error: LookupError) -> tuple[str, int]:
    await asyncio.sleep(0.01)
    return f"explained: {error}", 418


@app.get("/stream")
def stream() -> Iterator[str]:
    def generate() -> Iterator[str]:
        for number in range(3):
            time.sleep(0.01)
            yield f"{number}\n"

    return generate()


@app.get("/litter")
def litter() -> Iterator[str]:
    """Waits within calls from C, and leaves work for the garbage collector meanwhile."""

    def wait(depth: int) -> int:
        if depth == 0:
            time.sleep(0.003)
            return 0
        return sum(map(wait, [depth - 1]))

    def generate() -> Iterator[str]:
        for number in range(60):
            for _ in range(200):
                cycle: list[object] = []
                cycle.append(cycle)
            wait(number % 5)
            yield f"{number}\n"

    return generate()


@app.get("/loop")
def loop() -> str:
    while True:
        pass


@app.get("/late")
async def late() -> str:
    await asyncio.sleep(3600)
    return "never"
