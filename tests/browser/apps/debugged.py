"""Raises an exception, to be looked into."""

from __future__ import annotations

from hipflask import Flask

app = Flask(__name__)


@app.get("/")
def index() -> str:
    return '<!doctype html><title>Debugged</title><link rel=icon href="data:,"><h1>Fine</h1>'


@app.get("/divide/<int:number>")
def divide(number: int) -> str:
    answer = number * 2
    return str(answer / 0)
