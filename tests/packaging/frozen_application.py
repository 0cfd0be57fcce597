"""Runs inside Pyodide, and is frozen; test_slim_engine.py looks at what answer() returns then."""

import sqlite3
import typing as t

import hipflask

app = hipflask.Flask("app")


def represent(value: object) -> t.Any:
    """Call Python's own function from C."""
    import ctypes  # late, as it makes a function for native code, which can't be frozen

    function = ctypes.pythonapi.PyObject_Repr
    function.argtypes = [ctypes.py_object]
    function.restype = ctypes.py_object
    return function(value)


@app.get("/")
def view() -> str:
    row = sqlite3.connect(":memory:").execute("SELECT 6 * 7").fetchone()
    return str(represent(row))


def answer() -> str:
    return app.test_client().get("/").text
