"""Scenarios that must come out the same with hipflask and with Flask itself.

Each takes the module (``hipflask`` or ``flask``) and returns something that can be compared.
"""

from . import (
    asynchronous,
    blueprints,
    clients,
    cookies,
    failures,
    files,
    hooks,
    hosts,
    limits,
    routes,
    settings,
    state,
    streams,
)
from ._common import SCENARIOS

__all__ = [
    "SCENARIOS",
    "asynchronous",
    "blueprints",
    "clients",
    "cookies",
    "failures",
    "files",
    "hooks",
    "hosts",
    "limits",
    "routes",
    "settings",
    "state",
    "streams",
]
