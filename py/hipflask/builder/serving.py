"""Listening on an address and serving a WSGI application there."""

from __future__ import annotations

import errno
import socket
import typing as t

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

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
    :raise AddressError: when the address cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise _address_error(error, host, port) from error
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


def _address_error(error: Exception, host: str, port: int) -> AddressError:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return AddressError(
            f"Port {port} of {host} is taken by another program.",
            f"End that program, or choose another port, such as --port {port + 1}.",
        )
    if isinstance(error, OSError) and error.errno == errno.EACCES:
        return AddressError(
            f"You may not listen on port {port}.", "Choose a port above 1023, such as --port 8000."
        )
    reason = getattr(error, "strerror", None) or error
    return AddressError(
        f"Cannot listen on {host}, port {port}: {reason}.",
        "Check --host and --port; --host 127.0.0.1 is always there.",
    )
