"""Notes when it was imported, so that it must be imported at each start."""

from __future__ import annotations

import time

from hipflask import Flask

print("imported")
app = Flask(__name__)
started = time.time()


@app.get("/")
def index() -> str:
    return "<!doctype html><html lang=en><title>1</title><h1>Clock</h1>"
