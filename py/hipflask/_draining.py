"""Reading on where a request's body is over a limit, so that the client gets to see the answer.

A server that closes a connection on which the client is still sending makes the client's system
report a reset, and the 413 that was sent is lost.
"""

from __future__ import annotations

import typing as t

from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wsgi import LimitedStream, get_input_stream

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

#: How many bytes are read at most. A client that sends more sees what the server makes of it.
MOST = 64 * 2**20
_CHUNK = 64 * 2**10


class _EndlessStream(LimitedStream):
    """A body of unknown length, up to a limit; one that goes on beyond it is drained.

    Werkzeug's own class hands out the beginning of such a body when all of it is asked for, and
    fails at one that ends exactly at the limit.
    """

    def on_exhausted(self) -> None:
        if self._stream.read(1):
            drain(self._stream)
            raise RequestEntityTooLarge

    def readall(self) -> bytes:
        data = super().readall()
        if self.is_exhausted:
            self.on_exhausted()
        return data


def open_body(environ: WSGIEnvironment, limit: int) -> t.IO[bytes]:
    """The body of a request, as :func:`werkzeug.wsgi.get_input_stream` gives it.

    :param limit: in bytes
    :raises RequestEntityTooLarge: the body is larger; it was read to its end then
    """
    try:
        stream = get_input_stream(environ, max_content_length=limit)
    except RequestEntityTooLarge:
        drain(get_input_stream(environ))
        raise
    if "wsgi.input_terminated" in environ:
        endless = _EndlessStream(environ["wsgi.input"], limit, is_max=True)
        return t.cast("t.IO[bytes]", endless)
    return stream


def drain(stream: t.IO[bytes]) -> None:
    """Read a body to its end and forget it; gives up after :data:`MOST` bytes."""
    rest = MOST
    try:
        while rest > 0 and (data := stream.read(min(_CHUNK, rest))):
            rest -= len(data)
    except (ClientDisconnected, RequestEntityTooLarge, OSError):
        pass  # nobody is left to answer, or the limit was reached once more
