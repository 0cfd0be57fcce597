"""The transports of httpx, by way of ``fetch()``."""

from __future__ import annotations

import typing as t
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from .coroutines import run
from .fetching import Request, Response, fetch
from .suspension import require


def install(httpx: t.Any) -> None:
    """Have the transports that clients make by default fetch."""

    class Body(httpx.SyncByteStream, httpx.AsyncByteStream):  # type: ignore[misc]
        """A body that is read while the client asks for it."""

        def __init__(self, request: t.Any, response: Response) -> None:
            self._request = request
            self._response = response
            self._timeout = _timeouts(request).get("read")

        def __iter__(self) -> Iterator[bytes]:
            require()
            with _translated(httpx, self._request):
                while chunk := run(self._response.read(self._timeout)):
                    yield chunk

        async def __aiter__(self) -> AsyncIterator[bytes]:
            with _translated(httpx, self._request):
                while chunk := await self._response.read(self._timeout):
                    yield chunk

        def close(self) -> None:
            self._response.close()

        async def aclose(self) -> None:
            self._response.close()

    async def send(request: t.Any, content: bytes) -> t.Any:
        timeouts = _timeouts(request)
        given = [seconds for name in ("connect", "read") if (seconds := timeouts.get(name))]
        fetched = Request(request.method, str(request.url), request.headers.multi_items(), content)
        with _translated(httpx, request):
            response = await fetch(fetched, sum(given) if given else None)
        body = Body(request, response)
        return httpx.Response(response.status, headers=response.headers, stream=body)

    def handle_request(self: object, request: t.Any) -> t.Any:
        require()
        return run(send(request, b"".join(request.stream)))

    async def handle_async_request(self: object, request: t.Any) -> t.Any:
        return await send(request, b"".join([chunk async for chunk in request.stream]))

    httpx.HTTPTransport.handle_request = handle_request
    httpx.AsyncHTTPTransport.handle_async_request = handle_async_request


def _timeouts(request: t.Any) -> dict[str, float | None]:
    return t.cast("dict[str, float | None]", request.extensions.get("timeout", {}))


@contextmanager
def _translated(httpx: t.Any, request: t.Any) -> Iterator[None]:
    """Raise httpx's own exceptions."""
    try:
        yield
    except TimeoutError as error:
        raise httpx.ReadTimeout("timed out", request=request) from error
    except ConnectionResetError as error:
        raise httpx.ReadError(str(error), request=request) from error
    except ConnectionError as error:
        raise httpx.ConnectError(str(error), request=request) from error
    except ValueError as error:
        raise httpx.UnsupportedProtocol(str(error), request=request) from error
