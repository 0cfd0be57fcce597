"""Runs coroutines from plain functions, in the one event loop that the browser has."""

from __future__ import annotations

import asyncio
import typing as t
from collections.abc import Coroutine
from contextvars import Context, copy_context

from .suspension import can_suspend, suspend

T = t.TypeVar("T")

_WAITS = (
    "The coroutine {name!r} waits for something, and this browser lacks what that takes:"
    " WebAssembly stack switching (JSPI), which Chromium has from version 137, Firefox from 153 and"
    " Safari from 27. Coroutines that need not wait work everywhere."
)


def run(coroutine: Coroutine[t.Any, t.Any, T]) -> T:
    """Run a coroutine to its end and return its result.

    It begins at once. Only if it then waits for something must the caller be suspended. What it
    changes in its context is changed for the caller, too.

    :raises RuntimeError: it waits, and the engine cannot suspend here.
    """
    context = copy_context()
    task: asyncio.Task[T] = t.cast("t.Any", asyncio.Task)(
        coroutine, loop=asyncio.get_event_loop(), context=context, eager_start=True
    )
    try:
        if not task.done():
            if not can_suspend():
                task.cancel()
                name = getattr(coroutine, "__qualname__", repr(coroutine))
                raise RuntimeError(_WAITS.format(name=name))
            suspend(task)
        return task.result()
    finally:
        _adopt(context)


def _adopt(context: Context) -> None:
    """Take over what another context has changed."""
    missing = object()
    for variable, value in context.items():
        if variable.get(missing) is not value:
            variable.set(value)


def install() -> None:
    """Have asgiref run coroutines here: its own way takes a thread, or an event loop of its own.

    Asynchronous views of Flask, Django and hipflask all go through asgiref.
    """
    from asgiref.sync import AsyncToSync, SyncToAsync

    def call_coroutine_function(self: t.Any, *args: t.Any, **kwargs: t.Any) -> t.Any:
        return run(self.awaitable(*args, **kwargs))

    async def call_function(self: t.Any, *args: t.Any, **kwargs: t.Any) -> t.Any:
        return self.func(*args, **kwargs)

    AsyncToSync.__call__ = call_coroutine_function
    SyncToAsync.__call__ = call_function
