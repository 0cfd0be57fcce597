"""``app.run()``: the development server, for scripts that don't use the command line."""

from __future__ import annotations

import os
import typing as t

if t.TYPE_CHECKING:
    from .app import Flask


def run(
    app: Flask,
    host: str | None,
    port: int | None,
    debug: bool | None,
    load_dotenv: bool,
    options: dict[str, t.Any],
) -> None:
    """Do the work of :meth:`hipflask.Flask.run`."""
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        _warn_ignored()
        return

    from werkzeug.serving import run_simple

    from . import cli
    from .helpers import get_debug_flag, get_load_dotenv

    if get_load_dotenv(load_dotenv):
        cli.load_dotenv()
        if "FLASK_DEBUG" in os.environ:
            app.debug = get_debug_flag()
    if debug is not None:
        app.debug = bool(debug)

    host, port = _address(app, host, port)
    options.setdefault("use_reloader", app.debug)
    options.setdefault("use_debugger", app.debug)
    options.setdefault("threaded", True)
    cli.show_server_banner(app.debug, app.name)
    try:
        run_simple(host, port, app, **options)
    finally:
        # In an interactive session the application may be changed, and run again.
        app._got_first_request = False


def _address(app: Flask, host: str | None, port: int | None) -> tuple[str, int]:
    """What to listen on: as given, else from ``SERVER_NAME``, else 127.0.0.1:5000."""
    name, _, name_port = (app.config["SERVER_NAME"] or "").partition(":")
    if not host:
        host = name or "127.0.0.1"
    if port is None:
        port = int(name_port) if name_port else 5000
    return host, int(port)


def _warn_ignored() -> None:
    from werkzeug.serving import is_running_from_reloader

    if is_running_from_reloader():
        return
    import click

    click.secho(
        " * Ignoring a call of 'app.run()': the server was started from the command line already."
        " Put the call below 'if __name__ == \"__main__\":'.",
        fg="red",
    )
