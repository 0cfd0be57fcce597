"""Keeps numbers in each way that applications keep things, and says which of them are there."""

from __future__ import annotations

import os
import shelve
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hipflask import Flask, Response, request
from hipflask.browser import state

app = Flask(__name__)
FOLDER = Path(app.instance_path)
UPLOADS = FOLDER / "uploads"
#: More than fits into the block of a file that is saved at once.
SIZE = 100_000
#: What tells this interpreter from others, once it has answered.
life: list[str] = []
#: Left open, as pools of connections do: the journal of WAL goes only with the last of them.
connections: dict[str, sqlite3.Connection] = {}


@app.after_request
def tell_life(response: Response) -> Response:
    """Say which interpreter answers; at import, it would be frozen with the application."""
    if not life:
        life.append(str(uuid.uuid4()))
    response.headers["Life"] = life[0]
    return response


@app.get("/")
def page() -> str:
    return "<!doctype html><html lang=en><title>Durable</title><link rel=icon href='data:,'>"


@app.post("/<any(lines, replaced, delete, wal, shelf):kind>")
def add(kind: str) -> Response:
    FOLDER.mkdir(exist_ok=True)
    number = int(request.get_data())
    if kind == "lines":
        with (FOLDER / kind).open("a") as file:
            file.write(f"{number:08} {'x' * 1000}\n")
    elif kind == "replaced":
        replace([*numbers(kind), number])
    elif kind == "shelf":
        with shelve.open(FOLDER / kind) as shelf:
            shelf[str(number)] = [number] * 1000
    else:
        # Browsers send a request again that was lost with its worker.
        with database(kind) as connection:
            connection.execute("INSERT OR IGNORE INTO entry VALUES (?, randomblob(5000))", [number])
    return Response(status=204)


@app.get("/ending/<int:number>")
def keep_at_the_end(number: int) -> Iterator[str]:
    """Stream until that is given up, or break off, and keep a number then."""

    def generate(breaks: bool) -> Iterator[str]:
        try:
            yield "first"
            if breaks:
                raise RuntimeError("on purpose: the stream breaks")
            while True:
                time.sleep(0.01)
                yield "more"
        finally:
            with (FOLDER / "lines").open("a") as file:
                file.write(f"{number:08}\n")

    return generate("breaks" in request.args)


@app.put("/uploads/<int:number>")
def upload(number: int) -> Response:
    UPLOADS.mkdir(parents=True, exist_ok=True)
    request.files["file"].save(UPLOADS / str(number))
    return Response(status=204)


@app.post("/padding")
def pad() -> str:
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "padding").write_bytes(os.urandom(int(request.form["size"])))
    return f"{page()}<h1>Kept</h1>"


@app.delete("/uploads/<int:number>")
def delete(number: int) -> Response:
    (UPLOADS / str(number)).unlink()
    return Response(status=204)


@app.get("/state")
def export() -> Response:
    return Response(state.export(), mimetype="application/zip")


@app.put("/state")
def import_() -> Response:
    while connections:
        connections.popitem()[1].close()
    state.import_(request.get_data())
    return Response(status=204)


@app.get("/<any(lines, replaced, delete, wal, shelf, uploads):kind>")
def numbers(kind: str) -> list[int]:
    """Which are there, and whole.

    :raises ValueError: something is there that is not whole
    """
    if kind == "uploads":
        return sorted(map(check_upload, UPLOADS.iterdir())) if UPLOADS.exists() else []
    if kind in ("delete", "wal"):
        return rows(kind)
    if kind == "shelf":
        return shelved()
    path = FOLDER / kind
    lines = path.read_text().splitlines() if path.exists() else []
    if any(len(line) != len(lines[0]) for line in lines):
        raise ValueError(f"{kind} has a torn line")
    return [int(line.partition(" ")[0]) for line in lines]


def replace(all_numbers: list[int]) -> None:
    temporary = FOLDER / "temporary"
    temporary.write_text("".join(f"{number:08} {'x' * 1000}\n" for number in all_numbers))
    os.replace(temporary, FOLDER / "replaced")


def check_upload(path: Path) -> int:
    content = path.read_bytes()
    if content != bytes([int(path.name) % 251]) * SIZE:
        raise ValueError(f"{path} is not what was uploaded")
    return int(path.name)


def shelved() -> list[int]:
    if not (FOLDER / "shelf").exists():
        return []
    with shelve.open(FOLDER / "shelf", "r") as shelf:
        if any(value != [int(key)] * 1000 for key, value in shelf.items()):
            raise ValueError("the shelf holds what nobody has put there")
        return sorted(map(int, shelf))


@contextmanager
def database(kind: str) -> Iterator[sqlite3.Connection]:
    """A transaction in the database that journals in that mode."""
    FOLDER.mkdir(exist_ok=True)
    if kind not in connections:
        connection = sqlite3.connect(FOLDER / f"{kind}.db", check_same_thread=False)
        [mode] = connection.execute(f"PRAGMA journal_mode = {kind}").fetchone()
        if mode != kind:
            raise ValueError(f"journals in mode {mode}")
        connection.execute("CREATE TABLE IF NOT EXISTS entry (number INTEGER PRIMARY KEY, filler)")
        connections[kind] = connection
    with connections[kind] as connection:
        yield connection


def rows(kind: str) -> list[int]:
    with database(kind) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchall()
        if verdict != [("ok",)]:
            raise ValueError(f"{kind} is corrupt: {verdict}")
        return [number for (number,) in connection.execute("SELECT number FROM entry ORDER BY 1")]
