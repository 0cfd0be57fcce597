"""Which thread runs: each request counts as one, though all of them share the only one there is.

So what belongs to a thread natively (a reentrant lock, thread-local data) belongs to a request
here, and requests that are interleaved don't share it.
"""

from __future__ import annotations

import itertools
import threading
from weakref import WeakKeyDictionary

from .step import Step, current_step

_main_ident = threading.get_ident()
_main_thread = threading.main_thread()
_threads: WeakKeyDictionary[Step, RequestThread] = WeakKeyDictionary()
_numbers = itertools.count(1)


def current_owner() -> object:
    """What stands for the thread that runs: the step of a request, or else the main thread."""
    return current_step.get() or _main_thread


def get_ident() -> int:
    """The identifier of the thread that runs; may be used again when its request is over."""
    step = current_step.get()
    return _main_ident if step is None else id(step)


def current_thread() -> threading.Thread:
    """The thread that runs: while applications are imported the main thread, later a request's."""
    step = current_step.get()
    if step is None:
        return _main_thread
    thread = _threads.get(step)
    if thread is None:
        thread = _threads[step] = RequestThread(id(step))
    return thread


class RequestThread(threading.Thread):
    """What a request sees as its thread. It is alive as long as the request is."""

    def __init__(self, ident: int) -> None:
        # Whoever asks for the current thread's daemon flag would make another one.
        super().__init__(name=f"Request-{next(_numbers)}", daemon=True)
        self._ident = ident

    @property
    def ident(self) -> int:
        """What :func:`get_ident` returns in it."""
        return self._ident

    def is_alive(self) -> bool:
        """Whether the request is under way; nobody else can ask."""
        return True

    def join(self, timeout: float | None = None) -> None:
        """Refuse to wait for a request.

        :raises RuntimeError: always, as for any thread that would wait for itself.
        """
        raise RuntimeError("A request cannot be joined: threads of requests end with them.")
