"""The WSGI server side of :pep:`3333`, for one request at a time and without a socket."""

from __future__ import annotations

import sys
import traceback
import typing as t
from collections.abc import Callable, Iterable, Iterator
from contextvars import Context, copy_context

from .checks import check_bytes, read_headers, read_status
from .step import Step, current_step
from .time_limit import RequestTimeout, TimeLimit
from .turns import Turns

if t.TYPE_CHECKING:
    from types import TracebackType

    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

    ExcInfo = (
        tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    )

P = t.ParamSpec("P")
R = t.TypeVar("R")

#: A response whose declared Content-Length is at most this many bytes is handed over in one piece.
WHOLE_BODY_LIMIT = 1 << 20

_NO_BODY_STATUSES = frozenset({204, 205, 304})


class Exchange:
    """One request and its response: runs the application and yields its body.

    The application, and each step of its iterable, run in one :class:`contextvars.Context` that
    belongs to this exchange, so that interleaved exchanges don't see each other's context.

    :param app: any WSGI application.
    :param environ: the request.
    :param step: what the application may do when; by default all and at once.
    """

    def __init__(
        self,
        app: WSGIApplication,
        environ: WSGIEnvironment,
        step: Step | None = None,
    ) -> None:
        self._app = app
        self._environ = environ
        #: The environ as it came, for whoever describes the request.
        self.environ = environ.copy()
        self._step = step or Step(Turns(), TimeLimit())
        self._context: Context = copy_context()
        self._context.run(current_step.set, self._step)
        self._written: list[bytes] = []
        self._iterable: Iterable[bytes] = ()
        self._iterator: Iterator[bytes] = iter(())
        self._ended = False
        #: Whether somebody waits for the next bytes: for a turn, or for the application.
        self._is_under_way = False
        self._given_up = False
        self._sent = False
        self._failure: BaseException | None = None
        self.status = 0
        self.reason = ""
        self.headers: list[tuple[str, str]] = []

    def begin(self) -> None:
        """Call the application and go on until its status and headers are certain.

        That is so once it has yielded (or written) the first bytes of its body, or has ended. An
        exception until then makes a plain 500 response (503 if its time was up), with the traceback
        on ``wsgi.errors``. A short body is read in the same turn: it is not to wait for the next
        request's.
        """
        with self._step:
            try:
                self._call()
            except BaseException as error:  # sys.exit() in a view must not end the host
                self._fail_before_headers(error)
            self._sent = True
            if self._must_not_have_body():
                self._written.clear()
                self._close()
            elif self._is_short():
                self._read_ahead()

    def next(self) -> bytes | None:
        """Return the next bytes of the body, never empty, or ``None`` at its end.

        An exception of the application is passed on after the iterable has been closed: the
        headers are gone already, so all that a server can do is to cut the connection.
        """
        if self._given_up:
            return None
        self._step.streaming = True
        self._is_under_way = True
        try:
            with self._step:
                return self._next_if_wanted()
        finally:
            self._is_under_way = False

    def read(self) -> bytes:
        """Return all that is left of the body."""
        with self._step:
            return b"".join(iter(self._next, None))

    def read_if_short(self) -> bytes | None:
        """Return all that is left of a body that was in memory, or said that it is small.

        :returns: nothing if it is to be taken bit by bit: it may be long, or it breaks off, which
            :meth:`next` tells after what came before.
        """
        return self._take_written() if self._ended and self._failure is None else None

    def _read_ahead(self) -> None:
        read: list[bytes] = []
        try:
            while (chunk := self._next()) is not None:
                read.append(chunk)
        except BaseException as error:  # told where it breaks off
            self._failure = error
        self._written[:] = filter(None, [b"".join(read)])

    def _is_short(self) -> bool:
        """Whether the rest may be read at once: it is in memory, or says that it is small."""
        if self._ended or isinstance(self._iterable, (list, tuple)):
            return True
        declared = next((v for k, v in self.headers if k.lower() == "content-length"), "")
        return declared.isdecimal() and int(declared) <= WHOLE_BODY_LIMIT

    def close(self) -> None:
        """End the exchange; call the iterable's ``close()`` if that has not been done.

        A body that is being waited for gets a :exc:`GeneratorExit` there. An application that is
        at work on it is not called by anybody else meanwhile: :meth:`next` ends the exchange.
        """
        self._written.clear()
        self._given_up = True
        if self._ended:
            return
        if self._is_under_way:
            self._step.abandon()
            return
        with self._step:
            self._close()

    @property
    def waited(self) -> float:
        """How long it has waited for its turn, in seconds."""
        return self._step.waited

    def _call(self) -> None:
        self._iterable = self._run(self._app, self._environ, self._start_response)
        self._iterator = self._run(iter, self._iterable)
        first = b"".join(self._written)
        self._written.clear()
        while not first and (chunk := self._pull()) is not None:
            first = chunk
        if not self.status:
            raise RuntimeError("The application ended without a call of start_response().")
        if first:
            self._written.append(first)

    def _next_if_wanted(self) -> bytes | None:
        """Return the next bytes, unless they have been given up while they were waited for."""
        if not self._given_up:
            chunk = self._next()
            if not self._given_up:
                return chunk
        self._close()
        return None

    def _next(self) -> bytes | None:
        if self._written:
            return self._take_written()
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure
        try:
            while (chunk := self._pull()) is not None:
                if self._written:  # by write(), which comes before what is yielded
                    chunk = self._take_written() + chunk
                if chunk:
                    return chunk
            if self._written:
                return self._take_written()
        except BaseException:
            self._close()
            raise
        self._close()
        return None

    def _close(self) -> None:
        if self._ended:
            return
        self._ended = True
        self._written.clear()
        close = getattr(self._iterable, "close", None)
        if close is not None:
            self._step.abandoned = False  # it may wait
            try:
                self._run(close)
            except BaseException:  # the answer has been given, and must not end the host either
                self._log()

    def _take_written(self) -> bytes:
        data = b"".join(self._written)
        self._written.clear()
        return data

    def _pull(self) -> bytes | None:
        if self._ended:
            return None
        chunk = self._run(next, self._iterator, None)
        if chunk is not None:
            check_bytes(chunk)
        return chunk

    def _run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return self._step.run(lambda: self._context.run(function, *args, **kwargs))

    def _start_response(
        self,
        status: str,
        headers: list[tuple[str, str]],
        exc_info: ExcInfo | None = None,
        /,
    ) -> Callable[[bytes], object]:
        if exc_info is not None:
            try:
                # What write() was given goes with the headers that it was written after.
                if (self._sent or self._written) and exc_info[1] is not None:
                    raise exc_info[1].with_traceback(exc_info[2])
            finally:
                exc_info = None  # a traceback in its own frame would be a reference cycle
        elif self.status:
            raise AssertionError("start_response() was called before, and without exc_info.")
        # Only both or neither, for an application may go on if one of them is refused.
        (self.status, self.reason), self.headers = read_status(status), read_headers(headers)
        return self._write

    def _write(self, data: bytes) -> None:
        check_bytes(data)
        if data:
            self._written.append(data)

    def _must_not_have_body(self) -> bool:
        return self._environ["REQUEST_METHOD"] == "HEAD" or self.status in _NO_BODY_STATUSES

    def _fail_before_headers(self, error: BaseException) -> None:
        self._log()
        self._close()
        self.headers = [("Content-Type", "text/plain; charset=utf-8")]
        if isinstance(error, RequestTimeout):
            self.status, self.reason = 503, "Service Unavailable"
            self.headers.append(("Retry-After", "1"))
            text = f"Service Unavailable: {error}"
        else:
            self.status, self.reason = 500, "Internal Server Error"
            text = "Internal Server Error: the application raised an exception."
        self._written[:] = [f"{text}\n".encode()]

    def _log(self) -> None:
        errors = t.cast(t.TextIO, self._environ.get("wsgi.errors", sys.stderr))
        errors.write(traceback.format_exc())
        errors.flush()


class Gateway:
    """Answers requests with a WSGI application.

    :param app: any WSGI application: hipflask's, Flask's, Django's, or a plain function.
    :param concurrency: how many requests may be under way at once, where they can be suspended.
    :param time_limit: how long each may take.
    """

    def __init__(
        self,
        app: WSGIApplication,
        concurrency: int = 1,
        time_limit: TimeLimit | None = None,
    ) -> None:
        self.app = app
        self._turns = Turns(concurrency)
        self._time_limit = time_limit or TimeLimit()

    def handle(self, environ: WSGIEnvironment) -> Exchange:
        """Run the application for a request up to the point where its headers are certain."""
        exchange = Exchange(self.app, environ, Step(self._turns, self._time_limit))
        exchange.begin()
        return exchange
