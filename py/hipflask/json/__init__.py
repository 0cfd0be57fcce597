"""JSON through the active application's provider, or the standard library outside of one."""

import typing as _t

from .._lazy import re_exports as _re_exports
from ._functions import dump, dumps, jsonify, load, loads

if not _t.TYPE_CHECKING:
    __getattr__ = _re_exports(__name__)

__all__ = ["dump", "dumps", "jsonify", "load", "loads"]
