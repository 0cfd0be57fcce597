"""Makes its instance folder whenever it is made, so that only its modules can be frozen."""

from __future__ import annotations

from pathlib import Path

from hipflask import Flask

print("imported")


def create_app() -> Flask:
    print("made")
    app = Flask(__name__)
    Path(app.instance_path).mkdir(exist_ok=True)

    @app.get("/")
    def index() -> str:
        starts = Path(app.instance_path, "starts")
        return f"<!doctype html><html lang=en><title>1</title><h1>{starts.exists()}</h1>"

    return app
