"""Flask itself, with the views that each framework's application has here."""

from __future__ import annotations

import asyncio
from typing import Any

from flask import Flask, redirect, request, session
from flask.typing import ResponseReturnValue

app = Flask(__name__)
app.secret_key = "for tests only"
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@app.get("/")
def index() -> str:
    heading = f"Flask from {Flask.__module__}"
    return f"<!doctype html><link rel=icon href='data:,'><title>Flask</title><h1>{heading}</h1>"


@app.post("/greet")
def greet() -> ResponseReturnValue:
    return f"Hello, {request.form['name']}!", PLAIN


@app.route("/report/<path:word>", methods=["GET", "PUT"])
def report(word: str) -> dict[str, Any]:
    return {
        "method": request.method,
        "word": word,
        "query": request.args.getlist("q"),
        "body": request.get_json(silent=True),
    }


@app.get("/moved")
def moved() -> ResponseReturnValue:
    return redirect("landing?from=moved")


@app.get("/landing")
def landing() -> ResponseReturnValue:
    return f"landed from {request.args['from']}", PLAIN


@app.get("/visits")
def visits() -> ResponseReturnValue:
    session["visits"] = session.get("visits", 0) + 1
    return str(session["visits"]), PLAIN


@app.get("/later")
async def later() -> ResponseReturnValue:
    await asyncio.sleep(0.01)
    return "later", PLAIN


@app.get("/crash")
def crash() -> str:
    raise RuntimeError("on purpose")
