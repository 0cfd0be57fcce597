"""Ends code that runs for too long in the only thread there is.

CPython asks every few bytecodes whether a signal has come. In Pyodide it asks JavaScript, in the
very thread that is stuck, and there a clock is read: :class:`TimeLimit` says until when.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

#: How long a view may take unless the site says otherwise, in seconds.
DEFAULT_SECONDS = 30.0

#: How long a view that was interrupted may take to tidy up, in seconds.
TIDYING_SECONDS = 5.0


class RequestTimeout(BaseException):
    """Raised in a view that takes too long.

    It is no :exc:`Exception`, so that views let it pass.
    """


#: What is watched although its time is up already is interrupted so soon, in seconds.
_AT_ONCE = 0.001


class Deadline:
    """Until when a request may take, on the clock of :func:`time.monotonic`.

    :param seconds: how long from now on.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """How many seconds to run are left, always some."""
        return max(self._end - time.monotonic(), _AT_ONCE)

    def put_off(self, seconds: float) -> None:
        """Grant some seconds more."""
        self._end += seconds

    def tidy_up(self) -> None:
        """Grant what was told that its time is up some seconds from now on."""
        self._end = time.monotonic() + TIDYING_SECONDS


class TimeLimit:
    """Watches one stretch of code at a time.

    :param seconds: how long a request may take; without it, for ever.
    :param watch: is told in how many milliseconds the code that runs from now on is to be
        interrupted (by SIGINT, again and again); 0 ends the watch.
    """

    def __init__(
        self, seconds: float | None = None, watch: Callable[[float], object] = lambda _: None
    ) -> None:
        self.seconds = seconds
        self._watch = watch
        #: Whether the code that runs now is the application's; no other is interrupted.
        self.in_application = False
        self._deadline: Deadline | None = None

    def install(self) -> None:
        """Take over SIGINT, which is how the interruption arrives."""
        signal.signal(signal.SIGINT, self._interrupt)

    def new_deadline(self) -> Deadline | None:
        """Until when a request that begins now may take; nothing if it may for ever."""
        return None if self.seconds is None else Deadline(self.seconds)

    def start(self, deadline: Deadline | None) -> None:
        """Watch the code that runs from now on.

        What is interrupted at its deadline gets some time to tidy up.
        """
        if deadline is not None:
            self._deadline = deadline
            self._watch(deadline.left * 1000)

    def stop(self) -> None:
        """Leave the code that runs from now on alone."""
        if self.seconds is not None:
            self._watch(0)

    def exceeded(self) -> RequestTimeout:
        """The exception that ends a request."""
        return RequestTimeout(
            f"The request took longer than {self.seconds:g} s and was ended. Do less at a time, or"
            " raise the limit: HIPFLASK_TIME_LIMIT is in seconds, and 0 means none."
        )

    def _interrupt(self, signum: int, frame: object) -> None:
        if self.in_application:
            if self._deadline is not None:
                self._deadline.tidy_up()
            raise self.exceeded()


def parse_seconds(text: str | None, *, debug: bool) -> float | None:
    """Read the setting of the limit; in debug mode there is none by default.

    :raises ValueError: it is not a number of seconds.
    """
    if text is None or not text.strip():
        return None if debug else DEFAULT_SECONDS
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds < float("inf"):
        raise ValueError(f"HIPFLASK_TIME_LIMIT must be a number of seconds, not {text!r}.")
    return seconds or None
