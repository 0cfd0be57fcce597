"""Binding the URL map to a request without the detours of Werkzeug's general function.

That function works the host out once more, encodes it anew on each request, and looks for
subdomains and WebSockets. Most requests need none of this.
"""

from __future__ import annotations

import typing as t
from functools import lru_cache

from werkzeug.routing import Map, MapAdapter
from werkzeug.wsgi import get_host

if t.TYPE_CHECKING:
    from .app import Flask
    from .wrappers import Request

_bind_to_environ = Map.bind_to_environ
# Clients choose these, so that the memory they can take is bounded: RFC 1035 ends names at 255.
_LONGEST_HOST = 300


def bind_directly(app: Flask, request: Request, server_name: str | None) -> MapAdapter | None:
    """What ``url_map.bind_to_environ`` would give, and ``request.host`` set as its caller does.

    :param server_name: ``SERVER_NAME``
    :return: ``None`` where only the general function will do
    :raises BadHost: the host can't be a domain's name
    """
    url_map = app.url_map
    if (
        app.subdomain_matching
        or request.trusted_hosts
        or (server_name is not None and not url_map.host_matching)
        or type(url_map).bind_to_environ is not _bind_to_environ
        or "bind_to_environ" in url_map.__dict__
    ):
        return None
    environ = request.environ
    get = environ.get
    scheme = environ["wsgi.url_scheme"]
    header = get("HTTP_HOST")
    if "HTTP_UPGRADE" in environ or (header is not None and len(header) > _LONGEST_HOST):
        return None
    if header is None:
        request.host, name = _address(scheme, None, get("SERVER_NAME"), get("SERVER_PORT"))
    else:
        request.host, name = _address(scheme, header, None, None)
    return MapAdapter(
        url_map,
        name,
        _decode(get("SCRIPT_NAME")) or "/",
        None if url_map.host_matching else url_map.default_subdomain or "",
        scheme,
        "/" if (path := _decode(get("PATH_INFO"))) is None else path,
        environ["REQUEST_METHOD"],
        _decode(get("QUERY_STRING")),
    )


@lru_cache(maxsize=256)
def _address(
    scheme: str, header: str | None, server: str | None, port: str | None
) -> tuple[str, str]:
    """The host of a request, and the name that the URL map is bound to, which is ASCII.

    :raises BadHost: the host can't be a domain's name
    """
    environ = {
        "wsgi.url_scheme": scheme,
        "HTTP_HOST": header,
        "SERVER_NAME": server,
        "SERVER_PORT": port,
    }
    host = get_host(environ)
    return host, Map().bind(host).server_name


def _decode(text: str | None) -> str | None:
    """Decode the UTF-8 that a WSGI server passes as Latin-1 (PEP 3333, "Unicode Issues")."""
    if text is None or text.isascii():
        return text
    return text.encode("latin1").decode(errors="replace")
