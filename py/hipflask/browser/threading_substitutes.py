"""Puts locks that suspend, and threads that are requests, in the place of the interpreter's own."""

from __future__ import annotations

import _thread
import logging
import queue
import sys
import threading
import typing as t
from types import ModuleType

from .locks import Lock, RLock
from .thread_identity import current_thread, get_ident
from .thread_locals import local

_LOCK_TYPES: dict[type, type] = {type(_thread.allocate_lock()): Lock, type(_thread.RLock()): RLock}

#: Substitutes by the identity of what they stand for: not everything in a module has a hash.
_SUBSTITUTES: dict[int, object] = {
    id(original): substitute
    for original, substitute in (
        (_thread.allocate_lock, Lock),
        (_thread.get_ident, get_ident),
        (_thread._local, local),
        (threading.current_thread, current_thread),
        (queue.SimpleQueue, t.cast("t.Any", queue)._PySimpleQueue),
        *_LOCK_TYPES.items(),
    )
}


def install() -> None:
    """Replace them in all modules there are; whatever is imported afterwards finds them replaced.

    Locks that belong to those modules are replaced as well.
    """
    for module in list(sys.modules.values()):
        if isinstance(module, ModuleType) and module.__name__ != __name__:
            _substitute(vars(module))
    if logging.lastResort is not None:
        logging.lastResort.createLock()


def _substitute(names: dict[str, t.Any]) -> None:
    for name, value in list(names.items()):
        substitute = _SUBSTITUTES.get(id(value))
        if substitute is not None:
            names[name] = substitute
        elif type(value) in _LOCK_TYPES and not value.locked():
            names[name] = _LOCK_TYPES[type(value)]()
