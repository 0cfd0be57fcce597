"""A socket for HTTP clients: what they write to it is fetched, and the answer can be read from it.

So :mod:`http.client`, and what is built on it, work as they are.
"""

from __future__ import annotations

import io
import typing as t
from collections.abc import Callable
from email.parser import BytesHeaderParser
from email.policy import HTTP

from .coroutines import run
from .fetching import Request, Response, fetch
from .suspension import require

_CRLF = b"\r\n"


class FetchSocket:
    """Speaks HTTP/1.1 with a client, for one request and its response.

    :param base: what comes before the path of URLs: scheme, host and port.
    :param timeout: how long to wait for something to arrive, in seconds.
    """

    def __init__(self, base: str, timeout: object = None) -> None:
        self._base = base
        self._timeout = _seconds(timeout)
        self._sent = bytearray()
        self._response: Response | None = None
        self._too_late: TimeoutError | None = None

    def settimeout(self, timeout: float | None) -> None:
        """Change how long to wait."""
        self._timeout = _seconds(timeout)

    def sendall(self, data: bytes) -> None:
        """Take some bytes of the request; what completes it has it sent.

        :raises OSError: see :func:`.fetching.fetch`.
        :raises RuntimeError: the engine cannot suspend here.
        """
        self._sent += data
        request = None if self._response else _parse(bytes(self._sent), self._base)
        if request is None:
            return
        require()
        try:
            self._response = run(fetch(request, self._timeout))
        except TimeoutError as error:  # natively seen by those who wait for the response
            self._too_late = error

    def makefile(self, mode: str = "rb", buffering: int | None = None) -> t.BinaryIO:
        """Return the response as a file."""
        return io.BufferedReader(_ResponseFile(self), 65536)

    def read_head(self) -> bytes:
        """Return the status line and the headers of the response.

        :raises TimeoutError: there is none, as it took too long.
        """
        if self._too_late is not None:
            raise TimeoutError("timed out") from self._too_late
        return b"" if self._response is None else _head(self._response)

    def read_some(self) -> bytes:
        """Return some bytes of the response's body; nothing at its end.

        :raises TimeoutError: nothing has come for too long.
        :raises ConnectionError: the connection was cut.
        """
        if self._response is None:
            return b""
        require()
        return run(self._response.read(self._timeout))

    def give_up(self) -> None:
        """Leave what has not been read."""
        if self._response is not None:
            self._response.close()

    def shutdown(self, how: int) -> None:
        """End the response, although somebody may be reading it."""
        self.give_up()

    def close(self) -> None:
        """Do nothing: clients close their socket before they have read the response's file."""


class _ResponseFile(io.RawIOBase):
    def __init__(self, source: FetchSocket) -> None:
        self._source = source
        self._read: Callable[[], bytes] = source.read_head
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: t.Any) -> int:
        if not self._rest:
            self._rest = memoryview(self._read())
            self._read = self._source.read_some
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def close(self) -> None:
        if not self.closed:
            self._source.give_up()
        super().close()


def _head(response: Response) -> bytes:
    lines = [f"HTTP/1.1 {response.status} {response.reason}"]
    lines += [f"{name}: {value}" for name, value in response.headers]
    lines += ["Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace")


def _parse(sent: bytes, base: str) -> Request | None:
    """Return the request, if all of it is there (RFC 9112)."""
    head, end, content = sent.partition(_CRLF * 2)
    if not end:
        return None
    first, _, fields = head.partition(_CRLF)
    method, target, _ = first.decode("latin-1").split(" ", 2)
    headers = BytesHeaderParser(policy=HTTP).parsebytes(fields)
    body = _parse_body(content, headers)
    if body is None:
        return None
    url = base + target if target.startswith("/") else target
    return Request(method, url, [(k, str(v)) for k, v in headers.items()], body)


def _parse_body(content: bytes, headers: t.Any) -> bytes | None:
    if "chunked" in headers.get("Transfer-Encoding", "").lower():
        return _join_chunks(content)
    length = int(headers.get("Content-Length") or 0)
    return content[:length] if len(content) >= length else None


def _join_chunks(content: bytes) -> bytes | None:
    file = io.BytesIO(content)
    chunks: list[bytes] = []
    while (line := file.readline()).endswith(_CRLF):
        size = int(line.partition(b";")[0], 16)
        if size == 0:
            return b"".join(chunks)
        chunks.append(file.read(size))
        file.readline()
    return None


def _seconds(timeout: object) -> float | None:
    """Clients have markers of their own for "no time-out was given"."""
    return timeout if isinstance(timeout, (int, float)) else None
