"""Tells which templates had to be compiled."""

from __future__ import annotations

import typing as t

from hipflask import Flask, render_template
from hipflask.templating import Environment

compiled: list[str] = []


class TellingEnvironment(Environment):
    def compile(
        self, source: t.Any, name: str | None = None, *args: t.Any, **kwargs: t.Any
    ) -> t.Any:
        compiled.append(str(name))
        return super().compile(source, name, *args, **kwargs)


app = Flask(__name__)
app.jinja_environment = TellingEnvironment


@app.get("/")
def index() -> str:
    return render_template("index.html")


@app.get("/compiled")
def told() -> list[str]:
    return compiled
