"""Runs inside Pyodide; its last expression is what test_slim_engine.py looks at."""

import asyncio
import ctypes
import hashlib
import json
import sqlite3
import sys
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


async def look() -> str:
    with sqlite3.connect(":memory:") as database:
        [[joined]] = database.execute("SELECT group_concat(value) FROM json_each('[1, 2]')")
    return json.dumps(
        {
            "sqlite3": joined,
            "hashlib": hashlib.sha256(b"abc").hexdigest()[:8],
            "zlib": zlib.decompress(zlib.compress(b"x" * 1000)).decode() == "x" * 1000,
            "asyncio": await asyncio.gather(double(1), double(2)),
            "ctypes": ctypes.string_at(ctypes.create_string_buffer(b"abc")).decode(),
            "response": app.test_client().get("/you").text,
        }
    )


def main() -> asyncio.Future[str]:
    return asyncio.ensure_future(look())


main()
