"""How values look on a page: the filters of the templates."""

from __future__ import annotations

import typing as t
from zlib import crc32

from .book import WEATHER

if t.TYPE_CHECKING:
    from datetime import datetime

    from hipflask import Flask


def init_app(app: Flask) -> None:
    """Give the filters, and the names of the weather, to the templates."""
    app.jinja_env.globals["weather"] = WEATHER
    app.add_template_filter(day)
    app.add_template_filter(hue)


def day(moment: datetime) -> str:
    """Write a date, such as "3 Aug 2026"."""
    return f"{moment.day} {moment:%b %Y}"


def hue(name: str) -> int:
    """Give a name its colour, the same every time: an angle in degrees."""
    return crc32(name.encode()) % 360
