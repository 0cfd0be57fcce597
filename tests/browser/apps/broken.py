"""Cannot be imported, which a visitor has to be told."""

from __future__ import annotations

from hipflask import Flask

app = Flask(__name__)


def read_settings() -> str:
    settings: dict[str, str] = {}
    return settings["COLOUR"]


read_settings()
