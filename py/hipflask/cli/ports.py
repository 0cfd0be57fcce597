"""Whether the server will be able to listen where it is told to, and advice if not."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys

import click

__all__ = ["require_free_port"]

_TRIES = 50


def require_free_port(host: str, port: int) -> None:
    """Make sure that a server could listen on *host* and *port*.

    The server finds out by itself, but only once the application has been imported, and without
    knowing which option helps.

    :param host: a name, an address, or ``unix://`` and a path, which is not checked.
    :param port: 0 for any.
    :raises click.ClickException: when it could not; the message says what to change.
    """
    if host.startswith("unix://"):
        return
    try:
        _bind(host, port)
    except OSError as error:
        raise click.ClickException(_explain(error, host, port)) from None


def _bind(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    addresses = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name != "nt":
            # As the server does: a port whose connections are still closing is free. On Windows
            # the option would mean to share the port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(addresses[0][4])


def _explain(error: OSError, host: str, port: int) -> str:
    if isinstance(error, socket.gaierror):
        return (
            f"Cannot listen on {host!r}: no address is known for that name. Use '--host"
            " 127.0.0.1' (this computer only) or '--host 0.0.0.0' (all networks)."
        )
    if error.errno == errno.EADDRINUSE:
        free = _free_port_after(host, port)
        advice = f"Stop it, or use another port: '--port {free}' is free."
        if sys.platform == "darwin" and port == 5000:
            advice += " (On macOS it is often the 'AirPlay Receiver'; see the system settings.)"
        return f"Port {port} on {host} is taken by another program. {advice}"
    if error.errno == errno.EACCES:
        return (
            f"This user may not listen on port {port} of {host}; ports below 1024 are reserved."
            " Use a higher one, such as '--port 8080'."
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return (
            f"Cannot listen on {host}: this computer does not have that address. Use '--host"
            " 127.0.0.1' (this computer only) or '--host 0.0.0.0' (all networks)."
        )
    return f"Cannot listen on port {port} of {host}: {error.strerror or error}."


def _free_port_after(host: str, port: int) -> int:
    """Return a port that is free, the next one if possible; 0, which means any, at worst."""
    for candidate in range(port + 1, min(port + _TRIES, 65536)):
        with contextlib.suppress(OSError):
            _bind(host, candidate)
            return candidate
    return 0
