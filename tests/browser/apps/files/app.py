"""Has a file that a worker may send without it, and ways to make a difference to that."""

from __future__ import annotations

from pathlib import Path

from hipflask import Flask, session

app = Flask(__name__)
app.secret_key = "of a test"
app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 60
STYLE = Path(app.root_path, "static", "style.css")


@app.get("/")
def index() -> str:
    return '<!doctype html><html lang=en><title>Files</title><link rel=icon href="data:,">'


@app.post("/change")
def change() -> str:
    STYLE.write_text("body { color: maroon }\n")
    return STYLE.read_text()


@app.post("/stay")
def stay() -> str:
    session.permanent = True
    return "You are remembered."
