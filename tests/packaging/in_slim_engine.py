"""Runs inside Pyodide; its last expression is what test_slim_engine.py looks at."""

import asyncio
import ctypes
import hashlib
import json
import sqlite3
import sys
import typing as t
import zlib

sys.path.append("/lib/packages.zip")

from hipflask import Flask

app = Flask("app")


@app.get("/<name>")
def greet(name: str) -> str:
    return f"Hello {name}"


async def double(number: int) -> int:
    await asyncio.sleep(0)
    return 2 * number


def represent(value: object) -> t.Any:
    """Call Python's own function from C, which returns a reference."""
    function = ctypes.pythonapi.PyObject_Repr
    function.argtypes = [ctypes.py_object]
    function.restype = ctypes.py_object
    return function(value)


async def look() -> str:
    with sqlite3.connect(":memory:") as database:
        [[joined]] = database.execute("SELECT group_concat(value) FROM json_each('[1, 2]')")
    exception = ctypes.py_object.in_dll(ctypes.pythonapi, "PyExc_ValueError").value
    return json.dumps(
        {
            "sqlite3": joined,
            "hashlib": hashlib.sha256(b"abc").hexdigest()[:8],
            "zlib": zlib.decompress(zlib.compress(b"x" * 1000)).decode() == "x" * 1000,
            "asyncio": await asyncio.gather(double(1), double(2)),
            "function": represent([1]),
            "data": exception is ValueError,
            "response": app.test_client().get("/you").text,
        }
    )


def main() -> asyncio.Future[str]:
    return asyncio.ensure_future(look())


main()
