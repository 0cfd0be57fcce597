"""Ends its own interpreter on demand."""

from __future__ import annotations

import os

from hipflask import Flask

app = Flask(__name__)


@app.get("/")
def index() -> str:
    return "alive"


@app.get("/exit")
def leave() -> str:
    os._exit(3)
