"""An application whose sources tell its secret key."""

from __future__ import annotations

from hipflask import Flask

app = Flask(__name__)
app.secret_key = "told to everybody"


@app.get("/")
def page() -> str:
    return f"<!doctype html><html lang=en><title>Key</title><p>{app.secret_key!s}</p>"
