"""Locks for plain functions that can be suspended: who finds one locked waits while others run.

They take the place of :mod:`_thread`'s, and so conditions, semaphores, events, barriers and queues
are built on them. An interpreter with one thread would wait for one of those for ever.
"""

from __future__ import annotations

import asyncio
import typing as t
from collections import deque
from contextvars import Context
from weakref import ref

from .suspension import can_suspend, suspend
from .thread_identity import current_owner, get_ident

if t.TYPE_CHECKING:
    from types import TracebackType

#: As :data:`threading.TIMEOUT_MAX`: the longest time-out, in seconds.
TIMEOUT_MAX = 4294967.0

_DEADLOCK = (
    "This lock is taken, and while Python waits for it here nothing can run that would release it:"
    " the browser lacks WebAssembly stack switching (JSPI), or the application is being imported."
    " Release the lock before it is acquired again, or acquire it with a timeout."
)


class Lock:
    """A lock as :class:`threading.Lock` is; those who wait get it in the order of their coming.

    A lock that is released is handed over to the first who waits, without ever being free.
    """

    __slots__ = ("__weakref__", "_locked", "_waiting")

    def __init__(self) -> None:
        self._locked = False
        self._waiting: deque[asyncio.Future[bool]] | None = None

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Lock it, if need be once others have released it.

        :param blocking: whether to wait.
        :param timeout: how long to wait at most, in seconds; -1 for any time.
        :returns: whether it was locked.
        :raises RuntimeError: the engine cannot suspend here, so that it would never be.
        :raises ValueError: a time-out is negative, or given although there is nothing to wait for.
        """
        if timeout != -1:
            _check_timeout(blocking, timeout)
        if not self._locked:
            self._locked = True
            return True
        if not blocking or timeout == 0:
            return False
        if not can_suspend():
            if timeout == -1:
                raise RuntimeError(_DEADLOCK)
            return False  # nobody would release it meanwhile, so there is no need to wait
        return self._wait(timeout)

    def release(self) -> None:
        """Unlock it, whoever has locked it.

        :raises RuntimeError: it is not locked.
        """
        if not self._locked:
            raise RuntimeError("release unlocked lock")
        while self._waiting:
            first = self._waiting.popleft()
            if not first.done():
                first.set_result(True)
                return
        self._locked = False

    def locked(self) -> bool:
        """Whether it is locked."""
        return self._locked

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def __repr__(self) -> str:
        state = "locked" if self._locked else "unlocked"
        return f"<{state} {type(self).__name__} object at {id(self):#x}>"

    acquire_lock, release_lock, locked_lock = acquire, release, locked

    def _at_fork_reinit(self) -> None:  # some modules ask for it when they are imported
        self._locked, self._waiting = False, None

    def _wait(self, timeout: float) -> bool:
        loop = asyncio.get_event_loop()
        mine: asyncio.Future[bool] = loop.create_future()
        timer: asyncio.TimerHandle | None = None
        if self._waiting is None:
            self._waiting = deque()
        try:  # all of it, since the time limit may interrupt anything
            self._waiting.append(mine)
            if timeout != -1:
                timer = loop.call_later(timeout, _give_up, mine, context=Context())
            suspend(mine, lend_turn=True)
            self._forget(mine, timer)
            return mine.result()
        except BaseException:
            self._forget(mine, timer)
            if not mine.cancel() and not mine.cancelled() and mine.result():
                self.release()  # it was handed over too late
            raise

    def _forget(self, waiting: asyncio.Future[bool], timer: asyncio.TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()
        if self._waiting is not None and waiting in self._waiting:
            self._waiting.remove(waiting)


class RLock:
    """A lock as :class:`threading.RLock` is: its owner, a request, may lock it several times."""

    __slots__ = ("__weakref__", "_count", "_lock", "_owner")

    def __init__(self) -> None:
        self._lock = Lock()
        self._owner: ref[t.Any] | None = None
        self._count = 0

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Lock it once more; see :meth:`Lock.acquire`."""
        if self._is_owned():
            if timeout != -1:
                _check_timeout(blocking, timeout)
            self._count += 1
            return True
        owner = ref(current_owner())
        if not self._lock.acquire(blocking, timeout):
            return False
        self._owner, self._count = owner, 1
        return True

    def release(self) -> None:
        """Undo one :meth:`acquire`.

        :raises RuntimeError: its owner is another, or nobody.
        """
        if not self._is_owned():
            raise RuntimeError("cannot release un-acquired lock")
        if self._count > 1:
            self._count -= 1
        else:
            self._release_save()

    def locked(self) -> bool:
        """Whether somebody has locked it."""
        return self._lock.locked()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def __repr__(self) -> str:
        state = "locked" if self.locked() else "unlocked"
        owner = get_ident() if self._is_owned() else 0
        return f"<{state} RLock object owner={owner} count={self._count} at {id(self):#x}>"

    def _at_fork_reinit(self) -> None:
        self._lock._at_fork_reinit()
        self._owner, self._count = None, 0

    # What threading.Condition asks for:

    def _is_owned(self) -> bool:
        return self._owner is not None and self._owner() is current_owner()

    def _recursion_count(self) -> int:
        return self._count if self._is_owned() else 0

    def _release_save(self) -> int:
        count, self._count, self._owner = self._count, 0, None
        self._lock.release()
        return count

    def _acquire_restore(self, count: int) -> None:
        self.acquire()
        self._count = count


def _check_timeout(blocking: bool, timeout: float) -> None:
    if not blocking:
        raise ValueError("can't specify a timeout for a non-blocking call")
    if timeout < 0:
        raise ValueError("timeout value must be a non-negative number")
    if timeout > TIMEOUT_MAX:
        raise OverflowError("timeout value is too large")


def _give_up(waiting: asyncio.Future[bool]) -> None:
    if not waiting.done():
        waiting.set_result(False)
