"""Has HTTP clients use the browser's ``fetch()``, while the view that called them is suspended.

These are :mod:`http.client` and what is built on it (:mod:`urllib.request`), urllib3 and what is
built on that (requests), and httpx. What a browser keeps them from is told in :mod:`.fetching`.
"""

from __future__ import annotations

import sys
import typing as t
from types import ModuleType

from .import_hooks import when_imported

_URLLIB3_TRANSPORT = "urllib3.contrib.emscripten"


def install() -> None:
    """Have clients adapted that are imported from now on, or were before."""
    when_imported("http.client", _adapt_connections)
    when_imported("urllib3.connection", _adapt_connections)
    when_imported("httpx", _adapt_httpx)
    # urllib3 would put a transport of its own in place, which asks for XMLHttpRequest.
    transport = ModuleType(_URLLIB3_TRANSPORT)
    vars(transport)["inject_into_urllib3"] = lambda: None
    sys.modules.setdefault(_URLLIB3_TRANSPORT, transport)


def _adapt_connections(module: t.Any) -> None:
    module.HTTPConnection.connect = _connect
    module.HTTPSConnection.connect = _connect_securely


def _connect(self: t.Any) -> None:
    _open(self, "http", 80)


def _connect_securely(self: t.Any) -> None:
    # urllib3 warns of what is not verified.
    self.is_verified = True
    _open(self, "https", 443)


def _open(connection: t.Any, scheme: str, default_port: int) -> None:
    from .fetch_socket import FetchSocket

    host = connection.host
    if ":" in host and not host.startswith("["):
        host = f"[{host}]"
    port = connection.port
    base = f"{scheme}://{host}" if port in (None, default_port) else f"{scheme}://{host}:{port}"
    connection.sock = FetchSocket(base, connection.timeout)


def _adapt_httpx(httpx: t.Any) -> None:
    from . import httpx_transport

    httpx_transport.install(httpx)
