"""Bottle, with the views that each framework's application has here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bottle
from bottle import HTTPResponse, redirect, request, response, static_file

app = bottle.Bottle()
STATIC = Path(__file__).parent / "static"


@app.get("/")
def index() -> str:
    return "<!doctype html><link rel=icon href='data:,'><title>Bottle</title><h1>Bottle</h1>"


@app.post("/greet")
def greet() -> str:
    response.content_type = "text/plain; charset=utf-8"
    return f"Hello, {request.forms.getunicode('name')}!"


@app.route("/report/<word:path>", method=["GET", "PUT"])
def report(word: str) -> dict[str, Any]:
    return {
        "method": request.method,
        "word": word,
        "query": request.query.getall("q"),
        "body": request.json,
    }


@app.get("/moved")
def moved() -> None:
    redirect("landing?from=moved", 302)


@app.get("/landing")
def landing() -> str:
    response.content_type = "text/plain; charset=utf-8"
    return f"landed from {request.query['from']}"


@app.get("/visits")
def visits() -> str:
    count = request.get_cookie("visits", 0, secret="for tests only") + 1
    response.set_cookie("visits", count, secret="for tests only", httponly=True)
    response.content_type = "text/plain; charset=utf-8"
    return str(count)


@app.get("/static/<name>")
def static(name: str) -> HTTPResponse:
    return static_file(name, root=STATIC)


@app.get("/crash")
def crash() -> str:
    raise RuntimeError("on purpose")
