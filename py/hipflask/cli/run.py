"""The command ``run``: a server for development."""

from __future__ import annotations

import typing as t
from pkgutil import resolve_name

import click
from click.core import ParameterSource

from hipflask.helpers import get_debug_flag

from .build import build_options
from .loading import NotYet, load_or_wait, watched_files
from .options import app_option, debug_option, force_flask_alias
from .params import CertParamType, SeparatedPathType, add_key_to_cert
from .ports import require_free_port
from .script_info import ScriptInfo, pass_script_info
from .target import find_application

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["run_command", "show_server_banner"]

#: What only a server on this computer can honour.
_NATIVE_ONLY = ("cert", "key", "debugger", "with_threads", "extra_files", "exclude_patterns")
#: What only a site in the browser can honour.
_BROWSER_ONLY = (
    *("include", "exclude", "title", "persist", "requirements"),
    *("concurrency", "time_limit"),
)


@click.command(
    "run",
    short_help="Run a development server.",
    params=[app_option(), debug_option()],
)
@click.option("--host", "-h", default="127.0.0.1", help="The interface to listen on.")
@click.option(
    "--port", "-p", default=5000, type=click.IntRange(0, 65535), help="The port to listen on."
)
@click.option(
    "--cert",
    type=CertParamType(),
    is_eager=True,
    help="Serve HTTPS with this certificate file; 'adhoc' makes one.",
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True),
    callback=add_key_to_cert,
    expose_value=False,
    help="The key file that belongs to the certificate.",
)
@click.option(
    "--reload/--no-reload",
    default=None,
    help="Start again when a file changes. By default in debug mode, and with --browser.",
)
@click.option(
    "--debugger/--no-debugger",
    default=None,
    help="Show the interactive debugger on an error. By default in debug mode.",
)
@click.option(
    "--with-threads/--without-threads",
    default=True,
    help="Answer several requests at a time, or one after the other.",
)
@click.option(
    "--extra-files",
    default=None,
    type=SeparatedPathType(),
    help="More files and folders whose changes matter, separated as in PATH.",
)
@click.option(
    "--exclude-patterns",
    default=None,
    type=SeparatedPathType(),
    help="Patterns (as of fnmatch) of files whose changes do not matter, separated as in PATH.",
)
@click.option(
    "--browser",
    is_flag=True,
    help="Run the application inside the browser: build it, serve the result, rebuild on changes.",
)
@build_options
@pass_script_info
def run_command(
    info: ScriptInfo,
    /,
    host: str,
    port: int,
    cert: t.Any,
    reload: bool | None,
    debugger: bool | None,
    with_threads: bool,
    extra_files: list[str] | None,
    exclude_patterns: list[str] | None,
    browser: bool,
    **choices: t.Any,
) -> None:
    """Run a local development server.

    It serves Flask applications and any other WSGI callable. It is made for development: for
    production use a WSGI server, or export the application with 'build'.

    In debug mode ('--debug') it starts again when a file changes, and shows errors in an
    interactive debugger.
    """
    debug = get_debug_flag()
    if browser:
        _run_in_browser(info, host=host, port=port, debug=debug, reload=reload, **choices)
        return
    _refuse(_BROWSER_ONLY, "needs '--browser': it is about a site in the browser.")
    if choices["flask_alias"] and _was_given("flask_alias"):
        force_flask_alias()
    reload = debug if reload is None else reload
    debugger = debug if debugger is None else debugger
    # Here, for the other commands do without a server.
    from werkzeug.serving import is_running_from_reloader, run_simple

    from .reloading import choose_reloader

    reloading = is_running_from_reloader()
    if not reloading:
        require_free_port(host, port)
    app: WSGIApplication
    if reload and not reloading:
        app = _check_only(info)
    else:
        app = load_or_wait(info, reloading=reloading, debugger=debugger)
    show_server_banner(debug, info.app_import_path)
    run_simple(
        host,
        port,
        app,
        threaded=with_threads,
        use_reloader=reload,
        reloader_type=choose_reloader(waiting=isinstance(app, NotYet)),
        use_debugger=debugger,
        extra_files=[*(extra_files or ()), *(watched_files(info) if reload else ())],
        exclude_patterns=exclude_patterns,
        ssl_context=cert,
    )


def show_server_banner(debug: bool, app_import_path: str | None) -> None:
    """Say what is about to be served, once: not again each time the reloader starts."""
    from werkzeug.serving import is_running_from_reloader

    if is_running_from_reloader():
        return
    if app_import_path is not None:
        click.echo(f" * Serving Flask app {app_import_path!r}")
    click.echo(f" * Debug mode: {'on' if debug else 'off'}")


def _check_only(info: ScriptInfo) -> NotYet:
    """See whether the application's module is there, but leave the import to the other process.

    A misspelled name ends the command: no saved file would mend it. The process that the reloader
    starts does the serving; this one only holds the socket.
    """
    if info.create_app is None:
        find_application(info.app_import_path)
    return NotYet(RuntimeError("This process only watches the files."), debugger=False)


def _run_in_browser(info: ScriptInfo, **choices: t.Any) -> None:
    _refuse(
        _NATIVE_ONLY,
        "does not go with '--browser': the application runs in the visitor's browser, not in this"
        " server.",
    )
    if info.create_app is not None:
        raise click.UsageError("'--browser' needs an application that '--app' can name.")
    # By its name, for the builder is not part of every installation.
    run_browser = resolve_name("hipflask.builder.live:run_browser")
    run_browser(spec=info.app_import_path, **choices)


def _refuse(names: tuple[str, ...], reason: str) -> None:
    for param in click.get_current_context().command.params:
        if param.name in names and _was_given(param.name):
            raise click.UsageError(f"'{param.opts[-1]}' {reason}")


def _was_given(name: str) -> bool:
    source = click.get_current_context().get_parameter_source(name)
    return source is ParameterSource.COMMANDLINE
