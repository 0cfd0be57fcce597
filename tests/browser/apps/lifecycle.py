"""Remembers what it is told, tells which version of itself answers, and takes its time on demand."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from pathlib import Path

from hipflask import Flask, Response, request

VERSION = "1"

app = Flask(__name__)
ENTRIES = Path(app.instance_path, "entries.txt")
UPLOAD = Path(app.instance_path, "upload.bin")

PAGE = """<!doctype html>
<html lang=en><title>Version {version}</title><link rel=icon href="data:,">
<h1>Page {number}</h1><a href="{base}page/{next}">Next</a>
"""


def announce(word: str) -> None:
    """Tell the pages how far this has come, from amid a view."""
    import js  # type: ignore[import-not-found]

    js.BroadcastChannel.new("lifecycle").postMessage(word)


@app.get("/")
@app.get("/page/<int:number>")
def page(number: int = 0) -> str:
    base = f"{request.script_root}/"
    return PAGE.format(version=VERSION, number=number, next=number + 1, base=base)


@app.get("/version")
def version() -> str:
    return VERSION


@app.get("/entries")
def entries() -> list[str]:
    return ENTRIES.read_text().splitlines() if ENTRIES.exists() else []


@app.post("/entries")
def add() -> Response:
    ENTRIES.parent.mkdir(exist_ok=True)
    with ENTRIES.open("a") as file:
        file.write(f"{request.get_data(as_text=True)}\n")
    if "slowly" in request.args:
        announce("written")
        time.sleep(3600)
    response = Response(status=204)
    response.set_cookie("visitor", "known", max_age=10_000)
    return response


@app.get("/visitor")
def visitor() -> str:
    return request.cookies.get("visitor", "unknown")


@app.get("/slow")
def slow() -> str:
    announce("waiting")
    time.sleep(3600)
    return "never"


@app.get("/stream")
def stream() -> Iterator[str]:
    yield "first"
    time.sleep(3600)
    yield "never"


@app.get("/events")
def events() -> Response:
    def generate() -> Iterator[str]:
        yield f"retry: 500\ndata: {VERSION}\n\n"
        while True:
            time.sleep(0.05)
            yield ": still here\n\n"

    return Response(generate(), mimetype="text/event-stream")


@app.put("/upload")
def upload() -> Response:
    UPLOAD.parent.mkdir(exist_ok=True)
    with UPLOAD.open("wb") as file:
        file.write(request.stream.read(100_000))
        file.flush()
        if "slowly" in request.args:
            announce("received a part")
            time.sleep(3600)
        file.write(request.stream.read())
    return Response(status=204)


@app.get("/upload")
def uploaded() -> str:
    return str(UPLOAD.stat().st_size) if UPLOAD.exists() else "nothing"


@app.get("/hang")
def hang() -> str:
    """Keep the interpreter busy in its own code, where nothing can interrupt it."""
    announce("hanging")
    return str(all(itertools.repeat(True)))
