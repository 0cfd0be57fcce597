"""A WSGI application without any framework that tells what it was asked and answers as it is told.

The query says how to answer, so that the page's script holds a whole case in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

from . import answers, echoes, resources, streams
from .exchange import Exchange

_HANDLERS: dict[str, Callable[[Exchange], Iterable[bytes]]] = {
    "": resources.suite_page,
    "suite": resources.script,
    "echo": echoes.echo,
    "record": echoes.record,
    "recorded": echoes.recorded,
    "landing": echoes.landing,
    "answer": answers.answer,
    "crash": answers.crash,
    "redirect": answers.redirect,
    "loop": answers.loop,
    "cached": answers.cached,
    "resource": resources.resource,
    "blank": resources.blank,
    "chunks": streams.chunks,
    "endless": streams.endless,
    "progress": streams.progress,
    "broken": streams.broken,
    "written": streams.written,
    "events": streams.events,
}


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    first = environ["PATH_INFO"].split("/")[1] if environ["PATH_INFO"] else ""
    query = parse_qsl(environ["QUERY_STRING"], keep_blank_values=True)
    handler = _HANDLERS.get(first, echoes.echo)
    return handler(Exchange(environ, start_response, query))
