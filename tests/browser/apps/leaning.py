"""An application whose page needs another host, and a file that is not there."""

from __future__ import annotations

from hipflask import Flask

app = Flask(__name__)


@app.get("/")
def page() -> str:
    return (
        "<!doctype html><html lang=en><title>Leaning</title>"
        '<link rel="stylesheet" href="https://fonts.example/style.css"><img src="gone.png" alt="">'
    )
