"""Runs inside Pyodide, and is frozen; test_slim_engine.py looks at what answer() returns then."""

import sqlite3

import hipflask

app = hipflask.Flask("app")


@app.get("/")
def view() -> str:
    row = sqlite3.connect(":memory:").execute("SELECT 6 * 7").fetchone()
    return repr(row)


def answer() -> str:
    return app.test_client().get("/").text
