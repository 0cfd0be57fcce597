"""Listening on an address and serving a WSGI application there."""

from __future__ import annotations

import socket
import typing as t

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from hipflask.cli.ports import require_free_port

from .errors import AddressError

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class QuietRequestHandler(WSGIRequestHandler):
    """Logs only what went wrong: what goes well is the site's business."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log a request whose status is an error."""
        if str(int(code) if code != "-" else 500) >= "400":
            super().log_request(code, size)


def open_server(app: WSGIApplication, host: str, port: int) -> BaseWSGIServer:
    """Return a threaded server that listens already.

    :param port: 0 takes a free one; the server's ``port`` tells which.
    :raise click.ClickException: when the address cannot be used; the message says what to do.
    """
    require_free_port(host, port)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        # Bound here, for werkzeug would end the process if the port had been taken meanwhile.
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise AddressError(
            f"Cannot listen on {host}, port {port}: {error.strerror or error}.",
            "Choose another address with --host or --port.",
        ) from error
    with listener:
        return make_server(
            host,
            port,
            app,
            threaded=True,
            request_handler=QuietRequestHandler,
            fd=listener.fileno(),
        )


def url_of(server: BaseWSGIServer, base_path: str) -> str:
    """Return the address under which a browser on this machine reaches a site.

    A service worker needs a secure origin, and ``localhost`` counts as one.
    """
    host = server.host
    if host in ("0.0.0.0", "::", ""):
        host = "localhost"
    return f"http://{f'[{host}]' if ':' in host else host}:{server.port}{base_path}"
