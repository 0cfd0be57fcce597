"""Does nothing when it is imported that would have to be done again at the next start."""

from __future__ import annotations

import itertools

from hipflask import Flask

counter = itertools.count(1)
print("imported")


def create_app() -> Flask:
    print("made")
    app = Flask(__name__)

    @app.get("/")
    def index() -> str:
        return f"<!doctype html><html lang=en><title>{next(counter)}</title><h1>Pure</h1>"

    return app
