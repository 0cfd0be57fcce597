"""Runs inside Pyodide; its last expression is what test_in_pyodide.py looks at."""

import importlib
import importlib.metadata
import importlib.util
import json
import pkgutil
import platform
import sys
import types
import typing as t

sys.path.append("/lib/packages.zip")

import blinker
import click
import itsdangerous
import jinja2
import markupsafe
import werkzeug.debug
import werkzeug.serving
import werkzeug.test

import hipflask
import hipflask.browser

# Modules that are close to those left out of the standard library.
for name in ("asyncio", "concurrent.futures", "ctypes.util", "multiprocessing", "pdb", "pydoc"):
    importlib.import_module(name)


def where(function: t.Any) -> str:
    """Return the file that a traceback through a function shows."""
    code: types.CodeType = function.__code__
    return code.co_filename


json.dumps(
    {
        "python": platform.python_version(),
        "magic": importlib.util.MAGIC_NUMBER.hex(),
        "stdlib": [json.__file__, where(json.dumps)],
        "package": [jinja2.__file__, where(jinja2.Environment.from_string)],
        "files": [m.__file__ for m in (blinker, click, hipflask.browser, itsdangerous, werkzeug)],
        "versions": {d.name.lower(): d.version for d in importlib.metadata.distributions()},
        "data": len(pkgutil.get_data("werkzeug.debug", "shared/style.css") or b""),
        "escaped": str(markupsafe.escape("<a>")),
        "rendered": jinja2.Environment().from_string("{{ 6 * 7 }}").render(),
        "signed": itsdangerous.Signer("key").unsign(itsdangerous.Signer("key").sign("x")).decode(),
        "request": werkzeug.test.EnvironBuilder("/a?b=c").get_request().args["b"],
    }
)
