"""Requests to WSGI applications, and their answers, without a client that hides anything."""

from __future__ import annotations

import typing as t

Answer = tuple[str, list[tuple[str, str]], list[bytes], bool]


def environ_of(path: str = "/", **items: t.Any) -> dict[str, t.Any]:
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "server",
        "SERVER_PORT": "8080",
        "wsgi.url_scheme": "http",
        **items,
    }


def ask(app: t.Any, environ: dict[str, t.Any]) -> Answer:
    """Call a WSGI application; the last item tells whether its body wants to be closed."""
    started: list[t.Any] = []
    body = app(environ, lambda status, headers, exc_info=None: started.extend((status, headers)))
    chunks = list(body)
    close = getattr(body, "close", None)
    if close is not None:
        close()
    return started[0], started[1], chunks, close is not None
