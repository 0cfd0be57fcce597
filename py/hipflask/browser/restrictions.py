"""What a browser has not got: threads and sockets. Using them fails with words, not riddles.

A :class:`threading.Timer` needs no thread of its own here: the event loop calls its function, in
between two requests.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
import typing as t

_THREADS = (
    "Threads cannot be started in the browser, where Python has one thread only. Do the work"
    " within the request, or start threads only where sys.platform is not 'emscripten'."
)
_SOCKETS = (
    "Sockets cannot be opened in the browser, which lets no page connect to a server but by HTTP."
    " Use what needs none, such as SQLite or a cache in memory, or fetch() by way of pyodide.http."
)
_SOCKET_METHODS = ("accept", "bind", "connect", "connect_ex", "listen", "sendto")
_SOCKET_FUNCTIONS = ("create_connection", "create_server", "getaddrinfo", "gethostbyname")


def install() -> None:
    """Put the explanations and the timer in place. Applications must be imported afterwards."""
    threading.Thread.start = _refuse_thread  # type: ignore[method-assign]
    threading.Timer = LoopTimer  # type: ignore[misc]
    for name in _SOCKET_METHODS:
        setattr(socket.socket, name, _refuse_socket)
    for name in _SOCKET_FUNCTIONS:
        setattr(socket, name, _refuse_socket)


def _refuse_thread(*args: object, **kwargs: object) -> t.NoReturn:
    raise RuntimeError(_THREADS)


def _refuse_socket(*args: object, **kwargs: object) -> t.NoReturn:
    raise OSError(errno.ENETUNREACH, _SOCKETS)


class LoopTimer(threading.Timer):
    """A timer whose function the event loop calls.

    It must be started where an event loop is running or set, as it always is in Pyodide.
    """

    _handle: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Have the function called after the interval, unless the timer is cancelled before.

        :raises RuntimeError: the timer was started before.
        """
        if self._handle is not None:
            raise RuntimeError("threads can only be started once")
        loop = asyncio.get_event_loop()
        self._handle = loop.call_later(self.interval, self._expire)

    def is_alive(self) -> bool:
        """Tell whether the function is still to be called."""
        return self._handle is not None and not self.finished.is_set()

    def cancel(self) -> None:
        """Keep the function from being called."""
        super().cancel()
        if self._handle is not None:
            self._handle.cancel()

    def join(self, timeout: float | None = None) -> None:
        """Return at once if the timer has ended; there is no other thread to wait for.

        :raises RuntimeError: the timer has not ended, or was never started.
        """
        if self._handle is None:
            raise RuntimeError("cannot join thread before it is started")
        if self.is_alive() and timeout is None:
            raise RuntimeError("A timer cannot be waited for in the browser: it would never end.")

    def _expire(self) -> None:
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()
