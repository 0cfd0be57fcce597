"""A stretch of application code: the call of a view, or one step of a streamed body."""

from __future__ import annotations

import asyncio
import math
import time
import typing as t
from collections.abc import Awaitable, Callable
from contextvars import Context, ContextVar

from . import suspension
from .time_limit import RequestTimeout

if t.TYPE_CHECKING:
    from types import TracebackType

    from .time_limit import Deadline, TimeLimit
    from .turns import Turns

P = t.ParamSpec("P")
T = t.TypeVar("T")

#: How long something that was cancelled may take to end, in seconds.
_GRACE = 1.0


class Step:
    """Runs the parts of one request when it is their turn, and not for too long.

    Its context manager surrounds each call of the application. A view keeps its turn while it is
    suspended: unless the site allows more, requests run one after another. A streamed body gives
    it back while it waits, so that an open event stream is in nobody's way; a view lends it while
    it waits for what another request must do.
    """

    def __init__(self, turns: Turns, limit: TimeLimit) -> None:
        self._turns = turns
        self._limit = limit
        self._deadline: Deadline | None = None
        self._entered = False
        self._has_turn = False
        self._suspended = False
        self._wait: _Wait[t.Any] | None = None
        #: Whether the response has begun. From then on waiting may take any time.
        self.streaming = False
        #: Seconds that it has waited for a turn.
        self.waited = 0.0
        #: Whether the body is to end where it waits next.
        self.abandoned = False

    def __enter__(self) -> None:
        self._take_turn()
        self._deadline = self._limit.new_deadline()
        self._entered = True
        self._limit.start(self._deadline)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._limit.stop()
        self._deadline = None
        self._entered = False
        self._give_turn_back()

    def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function of the application's, which may be interrupted."""
        self._limit.in_application = True
        try:
            return function(*args, **kwargs)
        finally:
            self._limit.in_application = False

    def run_later(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function from the event loop, possibly after the step's own end."""
        self._limit.start(self._deadline or self._limit.new_deadline())
        try:
            return self.run(function, *args, **kwargs)
        finally:
            self._limit.stop()

    def suspend(self, awaitable: Awaitable[T], *, lend_turn: bool = False) -> T:
        """Wait for an awaitable; a view no longer than until its deadline.

        :param lend_turn: whether other requests may run meanwhile.
        :raises RequestTimeout: the deadline has passed.
        :raises GeneratorExit: nobody is interested in the body any longer.
        """
        self._limit.stop()
        self._limit.in_application = False
        # A callback of the event loop runs while the step itself is suspended, or has ended.
        is_callback = self._suspended or not self._entered
        if lend_turn or (self.streaming and not is_callback):
            self._give_turn_back()
        try:
            return self._wait_for(awaitable) if is_callback else self._suspend(awaitable)
        finally:
            self._limit.start(self._deadline)
            self._limit.in_application = True

    def abandon(self) -> None:
        """Have a body end that is under way: where it waits, or will wait next."""
        if self._wait is not None:
            self._wait.end(GeneratorExit())
        else:
            self.abandoned = True

    def _suspend(self, awaitable: Awaitable[T]) -> T:
        self._suspended = True
        try:
            result = self._wait_for(awaitable)
        finally:
            if not self._has_turn:
                self._take_turn_again()
            self._suspended = False
        if self._is_abandoned():  # while it waited for its turn
            raise GeneratorExit
        return result

    def _is_abandoned(self) -> bool:
        """Tell once whether the body is to end: what it does then may wait as it likes."""
        abandoned, self.abandoned = self.abandoned, False
        return abandoned

    def _wait_for(self, awaitable: Awaitable[T]) -> T:
        if not suspension.can_suspend():
            return suspension.suspend_at_once(awaitable)
        wait = _Wait(awaitable)
        outer, self._wait = self._wait, self._wait or wait
        if outer is None and self._is_abandoned():
            wait.end(GeneratorExit())
        left = math.inf
        if self._deadline is not None and not self.streaming:
            left = self._deadline.left
        timer = wait.loop.call_later(
            left, lambda: wait.end(self._limit.exceeded()), context=Context()
        )
        try:
            return wait.result()
        except RequestTimeout:
            if self._deadline is not None:
                self._deadline.tidy_up()
            raise
        finally:
            timer.cancel()
            if outer is None:
                self._wait = None

    def _take_turn(self) -> None:
        before = time.monotonic()
        self._turns.take()
        self._has_turn = True
        self.waited += time.monotonic() - before

    def _take_turn_again(self) -> None:
        before = time.monotonic()
        self._take_turn()
        if self.streaming:
            self._deadline = self._limit.new_deadline()
        elif self._deadline is not None:  # the time in the queue does not count
            self._deadline.put_off(time.monotonic() - before)

    def _give_turn_back(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self._turns.give_back()


class _Wait(t.Generic[T]):
    """Waiting for an awaitable, which can be ended before that is done.

    What ends it belongs to no step (its context is empty), so that no time limit interrupts it.
    """

    def __init__(self, awaitable: Awaitable[T]) -> None:
        self._awaited = asyncio.ensure_future(awaitable)
        self.loop = self._awaited.get_loop()
        self._over: asyncio.Future[None] = self.loop.create_future()
        self._error: BaseException | None = None
        self._awaited.add_done_callback(self._settle, context=Context())

    def result(self) -> T:
        suspension.suspend_at_once(self._over)
        if self._error is not None:
            raise self._error
        return self._awaited.result()

    def end(self, error: BaseException) -> None:
        """Raise an exception where the result is waited for."""
        self._error = error
        self._awaited.cancel()
        # What does not mind being cancelled is left to itself.
        self.loop.call_later(_GRACE, self._settle, context=Context())

    def _settle(self, awaited: object = None) -> None:
        if not self._over.done():
            self._over.set_result(None)


#: The step that the running code belongs to; tasks that it makes belong to it as well.
current_step: ContextVar[Step | None] = ContextVar("current_step", default=None)
