"""What is kept in the benchmark of persistence: small things next to large ones."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from hipflask import Flask, Response, request

app = Flask(__name__)
FOLDER = Path(app.instance_path)
MEBIBYTE = 1 << 20


@app.get("/")
def page() -> str:
    return "<!doctype html><html lang=en><title>Persistence</title><h1>Persistence</h1>"


@app.post("/fill")
def fill() -> Response:
    """Make the file, or the database, that is there before."""
    FOLDER.mkdir(exist_ok=True)
    file, database = (request.args.get(name, 0, int) for name in ("file", "database"))
    with (FOLDER / "large").open("wb") as target:
        for _ in range(file):
            target.write(os.urandom(MEBIBYTE))
    with sqlite3.connect(FOLDER / "test.db") as connection:
        connection.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, filler)")
        for _ in range(database * 256):
            connection.execute("INSERT INTO entry (filler) VALUES (randomblob(4000))")
    connection.close()
    return Response(status=204)


@app.post("/write")
def write() -> Response:
    """Write a kilobyte beside what is there."""
    (FOLDER / "small").write_bytes(os.urandom(1000))
    return Response(status=204)


@app.post("/change")
def change() -> Response:
    """Write a kilobyte in the midst of the file."""
    with (FOLDER / "large").open("r+b") as file:
        file.seek((FOLDER / "large").stat().st_size // 2)
        file.write(os.urandom(1000))
    return Response(status=204)


@app.post("/insert")
def insert() -> Response:
    """Add a row to the database."""
    connection = sqlite3.connect(FOLDER / "test.db")
    with connection:
        connection.execute("INSERT INTO entry (filler) VALUES ('one more')")
    connection.close()
    return Response(status=204)
