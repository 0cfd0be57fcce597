"""JSON through the active application's provider, or the standard library outside of one."""

from ._functions import dump, dumps, jsonify, load, loads

__all__ = ["dump", "dumps", "jsonify", "load", "loads"]
