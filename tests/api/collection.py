"""Collects the facts of both packages in one interpreter: this one, or the browser's."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

from .introspection import Description, describe


class Facts(t.NamedTuple):
    """What was found in one place."""

    #: Of the real Flask.
    reference: Description
    #: Of hipflask, about the same things.
    ours: Description


def collect() -> Facts:
    """The facts of the interpreter that this runs in, as they are after a journey as JSON."""
    reference = describe("flask")
    return from_json(json.dumps([reference, describe("hipflask", reference)]))


def collect_in_pyodide() -> Facts:
    """The facts of the browser's Python, here under Node.

    :raises RuntimeError: they could not be collected
    """
    from support.inside import distribution_files, folder_files, run_inside

    program = "import json; from api.collection import collect; json.dumps(collect())"
    parts = (distribution_files("flask"), folder_files(Path(__file__).parent))
    return from_json(run_inside(program, *parts))


def from_json(text: str) -> Facts:
    """The facts out of a JSON list of both descriptions."""
    return Facts(*json.loads(text))
