"""Waiting in plain functions, where the engine can suspend them (WebAssembly stack switching).

Where it cannot, waiting fails at once with words: it would stop the worker for ever.
"""

from __future__ import annotations

import typing as t
from collections.abc import Awaitable, Callable

if t.TYPE_CHECKING:
    from .step import Step

T = t.TypeVar("T")

_LACKING = (
    "Python cannot wait here: this browser lacks WebAssembly stack switching (JSPI), which Chromium"
    " has from version 137, Firefox from 153 and Safari from 27. Use one of these, or answer"
    " without waiting."
)


class Engine(t.NamedTuple):
    """What suspends a plain function; see ``run_sync`` and ``can_run_sync`` in Pyodide."""

    #: Whether it would work now.
    can_suspend: Callable[[], bool]
    #: Suspends the caller until an awaitable is done; returns its result or raises its exception.
    suspend: Callable[[Awaitable[t.Any]], t.Any]


def _refuse(awaitable: object = None) -> t.NoReturn:
    raise RuntimeError(_LACKING)


_engine = Engine(lambda: False, _refuse)


def use(engine: Engine) -> Engine:
    """Suspend with another engine from now on; return the former one."""
    global _engine
    former, _engine = _engine, engine
    return former


def can_suspend() -> bool:
    """Whether :func:`suspend` would work now."""
    return _engine.can_suspend()


def require() -> None:
    """Fail, before anything is begun that must be waited for, where it cannot be.

    :raises RuntimeError: the engine cannot suspend here.
    """
    if not can_suspend():
        _refuse()


def suspend(awaitable: Awaitable[T], *, lend_turn: bool = False) -> T:
    """Wait for an awaitable in a plain function, while other work goes on.

    :param lend_turn: whether other requests may run meanwhile, even if the site answers only one
        at a time: what is awaited may be theirs to bring about.
    :returns: the result of the awaitable.
    :raises RuntimeError: the engine cannot suspend here.
    :raises RequestTimeout: the request that waits has used up its time.
    """
    from .step import current_step

    step: Step | None = current_step.get()
    if step is None:
        return suspend_at_once(awaitable)
    return step.suspend(awaitable, lend_turn=lend_turn)


def suspend_at_once(awaitable: Awaitable[T]) -> T:
    """Wait as :func:`suspend` does, on nobody's account."""
    require()
    return t.cast("T", _engine.suspend(awaitable))
