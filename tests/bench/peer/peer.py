"""What runs in the peer's Pyodide: the application, asked without any server."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

from bench.wsgi_client import Call, ask, make_environ

_CONFIG = json.loads(Path(__file__).with_name("peer.json").read_text())
_module = importlib.import_module(_CONFIG["module"])
_app = _module.create_app() if hasattr(_module, "create_app") else _module.app


def answer(path: str) -> str:
    """The page at a path.

    :raises RuntimeError: the application does not answer 200
    """
    response = ask(_app, make_environ(Call(path)), b"")
    if response.status != 200:
        raise RuntimeError(f"{path} is answered {response.status}: {response.body[:2000]!r}")
    return response.body.decode()
