"""Does what the tools page shows: prints, logs, keeps a file, counts, waits."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

from hipflask import Flask, Response

app = Flask(__name__)
NOTE = Path(app.instance_path, "notes", "first.txt")
#: Since Python was started.
count = itertools.count(1)


@app.get("/")
def index() -> str:
    return "<!doctype html><html lang=en><title>Inspected</title><link rel=icon href='data:,'>"


@app.get("/count")
def tell() -> str:
    return str(next(count))


@app.get("/say/<word>")
def say(word: str) -> str:
    print(f"printed: {word}")
    app.logger.warning("logged: %s", word)
    return word


@app.post("/notes")
def note() -> Response:
    NOTE.parent.mkdir(parents=True, exist_ok=True)
    NOTE.write_text("kept" * 20_000)
    return Response(status=204)


@app.get("/slow")
def slow() -> str:
    time.sleep(0.3)
    return "at last"
