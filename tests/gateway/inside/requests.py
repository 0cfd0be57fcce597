"""Requests to an application that are answered side by side."""

from __future__ import annotations

import asyncio
import typing as t
from collections.abc import Callable

from pyodide.ffi import run_sync

from hipflask.browser import Exchange, Gateway, build_environ

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

R = t.TypeVar("R")


def get(gateway: Gateway, path: str = "/") -> Exchange:
    return gateway.handle(build_environ("GET", f"https://example.org{path}", "", [], b""))


def together(*functions: Callable[[], R]) -> list[R]:
    """Call functions so that each may be suspended while the others go on; return their results.

    They begin in this order.
    """
    loop = asyncio.get_event_loop()
    results: list[asyncio.Future[R]] = [loop.create_future() for _ in functions]

    def call(function: Callable[[], R], result: asyncio.Future[R]) -> None:
        try:
            result.set_result(function())
        except BaseException as error:
            result.set_exception(error)

    for function, result in zip(functions, results, strict=True):
        loop.call_soon(call, function, result)
    return t.cast("list[R]", run_sync(asyncio.gather(*results)))


def text_application(view: Callable[[str], str]) -> WSGIApplication:
    """An application whose whole answer to a path is what a function makes of it."""

    def app(environ: t.Any, start_response: t.Any) -> list[bytes]:
        text = view(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [text.encode()]

    return app


def interleave(view: Callable[[str], str], *paths: str, concurrency: int = 9) -> list[str]:
    """Answer requests side by side, which begin in this order; return the answers."""
    gateway = Gateway(text_application(view), concurrency=concurrency)
    calls = [lambda path=path: get(gateway, path).read().decode() for path in paths]
    return together(*calls)
