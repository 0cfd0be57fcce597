"""HTTP requests by the browser's ``fetch()``, for the clients that Python programs use.

A browser sends and shows less than a socket would:

* **Other origins** must allow it (CORS): the server answers with ``Access-Control-Allow-Origin``,
  else the browser keeps the answer to itself. Only the headers that it lists in
  ``Access-Control-Expose-Headers`` are seen, apart from a few such as ``Content-Type``. A page
  from ``https:`` reaches no server by ``http:``, but for localhost.
* **Headers** such as ``Host``, ``Cookie``, ``Origin``, ``Referer``, ``Accept-Encoding``,
  ``Connection`` and ``Content-Length`` are the browser's own; what a program sets is dropped.
  So is ``User-Agent``, which not every server allows other origins to set.
* **Cookies**: none are sent and none kept; ``Set-Cookie`` is invisible.
* **Redirects** are followed by the browser. A client sees one redirect, straight to where the
  browser has ended up, even if it follows none itself: the last server has been asked already.
* **Bodies** arrive decoded, so ``Content-Encoding`` is missing, and ``Content-Length`` as well
  wherever it might be that of the encoded body. GET and HEAD requests have no body.
* **TLS**, proxies and connections are the browser's: ``verify``, client certificates and proxies
  are without effect.
"""

from __future__ import annotations

import asyncio
import typing as t
from collections.abc import Awaitable, Iterable
from contextvars import ContextVar
from http import HTTPStatus

import js
from pyodide.ffi import JsException, to_js

T = t.TypeVar("T")

Headers = list[tuple[str, str]]

#: Those that the browser drops, some with a warning on its console, and the one that hinders CORS.
_OWN_HEADERS = frozenset(
    {
        "accept-charset",
        "accept-encoding",
        "connection",
        "content-length",
        "cookie",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "via",
    }
)
_OWN_PREFIXES = ("access-control-", "proxy-", "sec-")
_NO_BODY_METHODS = frozenset({"GET", "HEAD"})

_UNREACHABLE = (
    "The browser got no answer to {method} {url}, or keeps it to itself: either the server is out"
    " of reach, or it does not allow other origins to read its answers (CORS: it must send"
    " Access-Control-Allow-Origin, and allow the method and the headers). {reason}."
)
_NO_BODY = "A browser sends no body with {method}; send it by another method, such as POST."


class Request(t.NamedTuple):
    """What is to be fetched; the URL is absolute."""

    method: str
    url: str
    headers: Iterable[tuple[str, str]]
    body: bytes = b""


class Response:
    """An answer, whose body is still to be read.

    :param url: where the answer comes from.
    :param chunks: the reader of a ``ReadableStream``, if there is a body.
    """

    def __init__(self, url: str, status: int, headers: Headers, chunks: t.Any, abort: t.Any):
        self.url = url
        self.status = status
        self.headers = headers
        self._chunks = chunks
        self._abort = abort

    @property
    def reason(self) -> str:
        """The usual reason of the status: what the server wrote is lost in HTTP/2 anyway."""
        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return ""

    async def read(self, timeout: float | None = None) -> bytes:
        """Return some more of the body; nothing at its end.

        :param timeout: how long to wait, in seconds.
        :raises TimeoutError: nothing has come for so long.
        :raises ConnectionError: the connection was cut.
        """
        while self._chunks is not None:
            try:
                result = await _within(timeout, self._chunks.read())
            except JsException as error:
                self.close()
                raise ConnectionResetError(f"{self.url} broke off its answer: {error}") from None
            except BaseException:
                self.close()
                raise
            if result.done:
                self._chunks = None
            elif result.value.byteLength:
                return t.cast("bytes", result.value.to_bytes())
        return b""

    def close(self) -> None:
        """Give up what has not been read."""
        if self._chunks is not None:
            self._chunks = None
            self._abort.abort()


async def fetch(request: Request, timeout: float | None = None) -> Response:
    """Send a request and return the answer, as soon as its headers are there.

    :param timeout: how long to wait, in seconds.
    :raises TimeoutError: no answer came in time.
    :raises ConnectionError: the server was not reached, or the browser hides its answer.
    :raises ValueError: the browser never sends such a request.
    """
    landed = _landed.get()
    _landed.set(None)
    if landed is not None and landed.url == request.url.partition("#")[0]:
        return landed
    if request.body and request.method in _NO_BODY_METHODS:
        raise ValueError(_NO_BODY.format(method=request.method))
    abort = js.AbortController.new()
    try:
        response = await _within(timeout, js.fetch(request.url, _options(request, abort)))
    except JsException as error:
        reason = str(error).rstrip(".")
        raise ConnectionError(
            _UNREACHABLE.format(method=request.method, url=request.url, reason=reason)
        ) from None
    except BaseException:
        abort.abort()
        raise
    answer = _answer(request, response, abort)
    return _redirect(answer) if response.redirected else answer


#: Where the browser has been redirected to, until the client follows.
_landed: ContextVar[Response | None] = ContextVar("_landed", default=None)


def _redirect(answer: Response) -> Response:
    _landed.set(answer)
    headers = [("Location", answer.url), ("Content-Length", "0")]
    return Response(answer.url, HTTPStatus.FOUND, headers, None, None)


def _options(request: Request, abort: t.Any) -> t.Any:
    headers = [[k, v] for k, v in request.headers if _may_be_sent(k.lower())]
    options = {
        "method": request.method,
        "headers": headers,
        "credentials": "omit",
        "signal": abort.signal,
    }
    if request.body:
        options["body"] = request.body
    return to_js(options, dict_converter=js.Object.fromEntries)


def _may_be_sent(name: str) -> bool:
    return name not in _OWN_HEADERS and not name.startswith(_OWN_PREFIXES)


def _answer(request: Request, response: t.Any, abort: t.Any) -> Response:
    chunks = response.body.getReader() if response.body else None
    headers = [(str(name), str(value)) for name, value in response.headers]
    names = {name for name, _ in headers}
    has_length = request.method == "HEAD" or (
        response.type == "basic" and "content-encoding" not in names
    )
    hidden = {"content-encoding", "transfer-encoding", "connection"}
    if not has_length:
        hidden.add("content-length")
    seen = [(name, value) for name, value in headers if name not in hidden]
    return Response(str(response.url), response.status, seen, chunks, abort)


async def _within(timeout: float | None, awaitable: Awaitable[T]) -> T:
    if timeout is None:
        return await awaitable
    async with asyncio.timeout(timeout):
        return await awaitable
