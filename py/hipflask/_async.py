"""Telling coroutine functions from plain ones, cheaply: this is asked on every call of a view."""

from __future__ import annotations

import typing as t
from types import FunctionType

_COROUTINE_FLAG = 0x80  # inspect.CO_COROUTINE


def is_coroutine_function(func: t.Callable[..., t.Any]) -> bool:
    """Whether calling ``func`` gives a coroutine, just as :func:`inspect.iscoroutinefunction` says.

    A plain function without attributes is decided by its code's flags; only callables of
    other kinds, and functions that could be marked as coroutine functions, cost more.
    """
    if type(func) is FunctionType and not func.__dict__:
        return bool(func.__code__.co_flags & _COROUTINE_FLAG)
    from inspect import iscoroutinefunction

    return iscoroutinefunction(func)
