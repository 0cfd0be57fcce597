"""What JavaScript calls.

One call in with strings and bytes, one list out: attribute walks over proxies and JSON cost several
times as much.
"""

from __future__ import annotations

import typing as t
from collections.abc import Callable

from pyodide.ffi import create_proxy, to_js

from . import event_loop, http_clients, threading_substitutes, warmup
from .host import Host, HostConfig

if t.TYPE_CHECKING:
    from pyodide.ffi import JsBuffer, JsProxy

    from .gateway import Exchange

_host = Host()


def preload() -> None:
    """Do what need not be done again after a restore from a snapshot."""
    event_loop.install()
    threading_substitutes.install()
    http_clients.install()
    warmup.preload()


def start(config: str, watch: Callable[[float], object]) -> str | None:
    """Import the application that the configuration (JSON, see :class:`HostConfig`) names.

    :param watch: see :class:`~hipflask.browser.time_limit.TimeLimit`.
    :returns: nothing, or the traceback of what kept it from being imported.
    """
    return _host.start(HostConfig.from_json(config), watch)


def handle(method: str, url: str, headers: str, body: JsBuffer | None) -> JsProxy:
    """Answer a request. Called so that it may be suspended, where the engine can do that.

    :param headers: names and values in turn, separated by line feeds.
    :returns: a JavaScript array: status, reason, headers in the same form, the whole body as
        ``Uint8Array`` or ``undefined``, and if that is ``undefined`` a function that returns the
        next chunk and one that gives the response up.
    """
    content = b"" if body is None else body.to_bytes()
    exchange = _host.handle(method, url, headers, content)
    fields = "\n".join(f"{name}\n{value}" for name, value in exchange.headers)
    if exchange.is_short():
        return to_js([exchange.status, exchange.reason, fields, exchange.read()])
    return to_js([exchange.status, exchange.reason, fields, None, *_stream(exchange)])


def _stream(exchange: Exchange) -> tuple[JsProxy, JsProxy]:
    """Make the functions that pull a streamed body; both end with the stream."""

    def pull() -> JsProxy | None:
        chunk = exchange.next()
        return None if chunk is None else to_js(chunk)

    return create_proxy(pull), create_proxy(exchange.close)
