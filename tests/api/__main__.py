"""Prints the report as JSON: ``python -m api`` with ``tests`` and ``py`` on the path."""

from __future__ import annotations

import json

from .comparison import report
from .introspection import describe

if __name__ == "__main__":
    reference = describe("flask")
    print(json.dumps(report(reference, describe("hipflask", reference)), indent=1))
