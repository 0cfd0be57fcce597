"""Scenarios that must come out the same with hipflask and with Flask itself.

Each takes the module (``hipflask`` or ``flask``) and returns something that can be compared.
"""

from . import hooks, routes, state
from ._common import SCENARIOS

__all__ = ["SCENARIOS", "hooks", "routes", "state"]
