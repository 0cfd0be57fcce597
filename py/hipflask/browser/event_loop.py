"""Makes Pyodide's event loop and its ways of waiting part of the requests that use them."""

from __future__ import annotations

import asyncio
import typing as t
from collections.abc import Callable

import pyodide.ffi
import pyodide.webloop
from pyodide.webloop import WebLoop

from . import coroutines, suspension
from .step import current_step

_call_later = WebLoop.call_later
_scheduled = 0


def install() -> None:
    """Replace what waits on nobody's account. Applications must be imported afterwards."""
    suspension.use(suspension.Engine(pyodide.ffi.can_run_sync, pyodide.ffi.run_sync))
    # time.sleep() finds it there.
    pyodide.webloop.run_sync = pyodide.ffi.run_sync = suspension.suspend
    WebLoop.call_later = _call_later_watched
    WebLoop.run_until_complete = _run_until_complete


def scheduled() -> int:
    """How many calls there have been that were to come later."""
    return _scheduled


def _watched(callback: Callable[..., object]) -> Callable[..., None]:
    def run(*args: t.Any) -> None:
        step = current_step.get()
        if step is None:
            callback(*args)
        else:
            step.run_later(callback, *args)

    return run


def _call_later_watched(
    self: WebLoop,
    delay: float,
    callback: Callable[..., object],
    *args: t.Any,
    context: t.Any = None,
) -> asyncio.Handle:
    """Call a function later; one that never returns is interrupted as its request would be."""
    global _scheduled
    _scheduled += 1
    return t.cast(
        "asyncio.Handle", _call_later(self, delay, _watched(callback), *args, context=context)
    )


def _run_until_complete(self: WebLoop, future: t.Any) -> t.Any:
    """Wait for a future, or run a coroutine to its end; ``asyncio.run()`` ends here, too."""
    if asyncio.iscoroutine(future):
        return coroutines.run(future)
    return suspension.suspend(asyncio.ensure_future(future, loop=self))
