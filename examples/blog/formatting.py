"""Filters for the templates."""

from __future__ import annotations

import re
import typing as t

from markupsafe import Markup

if t.TYPE_CHECKING:
    from datetime import datetime

    from flask import Flask

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def init_app(app: Flask) -> None:
    """Let the templates use the filters."""
    app.add_template_filter(paragraphs)
    app.add_template_filter(day)


def paragraphs(text: str) -> Markup:
    """Make a paragraph of each block of lines, and keep the breaks within."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    lines = (Markup("<br>\n").join(block.split("\n")) for block in blocks)
    return Markup("\n").join(Markup("<p>{}</p>").format(line) for line in lines)


def day(moment: datetime) -> str:
    """Write a date as in "3 May 2024", in English whatever the locale of the machine."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
