"""The options that several commands share."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import platform
import typing as t

import click
from click.core import ParameterSource

from hipflask.compat import install
from hipflask.helpers import get_load_dotenv

from .dotenv import load_dotenv
from .script_info import ScriptInfo

__all__ = [
    "app_option",
    "debug_option",
    "env_file_option",
    "flask_alias_option",
    "force_flask_alias",
    "get_version",
    "version_option",
]


def app_option(*, is_eager: bool = False) -> click.Option:
    """Make ``-A/--app``. Eager on a group, whose commands may come from the application."""
    return click.Option(
        ["-A", "-a", "--app"],
        metavar="IMPORT",
        is_eager=is_eager,
        expose_value=False,
        callback=_set_app,
        help=(
            "The application: 'module', 'module:name', 'module:factory(args)', a file or a folder."
            " The name can be left out if it is 'app', 'application', 'create_app' or 'make_app',"
            " or if there is only one application."
        ),
    )


def debug_option() -> click.Option:
    """Make ``--debug/--no-debug``, which sets ``FLASK_DEBUG`` for this process and its children."""
    return click.Option(
        ["--debug/--no-debug"],
        expose_value=False,
        callback=_set_debug,
        help="Switch debug mode on or off.",
    )


def env_file_option() -> click.Option:
    """Make ``-e/--env-file``. Eager, because the file may set ``FLASK_APP``."""
    return click.Option(
        ["-e", "--env-file"],
        type=click.Path(exists=True, dir_okay=False),
        is_eager=True,
        expose_value=False,
        callback=_read_env_file,
        help=(
            "Read environment variables from this file. They win over those in '.env' and"
            " '.flaskenv', and lose to those already set. Needs python-dotenv."
        ),
    )


def flask_alias_option(*, is_eager: bool = False) -> click.Option:
    """Make ``--flask-alias``. Eager on a group, whose commands may come from the application."""
    return click.Option(
        ["--flask-alias"],
        is_flag=True,
        is_eager=is_eager,
        expose_value=False,
        callback=_set_alias,
        help=(
            "Let 'import flask' give hipflask even where Flask is installed. Where it is not, it"
            " does so anyway."
        ),
    )


def force_flask_alias() -> None:
    """Let ``import flask`` give hipflask in this process, whatever is installed.

    :raises click.UsageError: when Flask itself has been imported already.
    """
    try:
        install(force=True)
    except RuntimeError as error:
        raise click.UsageError(f"'--flask-alias' comes too late: {error}") from None


def get_version(ctx: click.Context, param: click.Parameter, value: t.Any) -> None:
    """Print the versions of Python, hipflask and Werkzeug, and end the command."""
    if not value or ctx.resilient_parsing:
        return
    click.echo(
        f"Python {platform.python_version()}\n"
        f"hipflask {importlib.metadata.version('hipflask')}\n"
        f"Werkzeug {importlib.metadata.version('werkzeug')}",
        color=ctx.color,
    )
    ctx.exit()


#: ``--version``, which :class:`FlaskGroup` adds to groups unless told not to.
version_option = click.Option(
    ["--version"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=get_version,
    help="Show the version.",
)


def _set_app(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None:
        ctx.ensure_object(ScriptInfo).app_import_path = value
    return value


def _set_debug(ctx: click.Context, param: click.Parameter, value: bool) -> bool | None:
    source = ctx.get_parameter_source(str(param.name))
    if source in (ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP):
        return None
    # In the environment, so that a factory that reads the flag early sees it, and so does the
    # process that the reloader starts.
    os.environ["FLASK_DEBUG"] = "1" if value else "0"
    return value


def _read_env_file(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    defaults = ctx.ensure_object(ScriptInfo).load_dotenv_defaults and get_load_dotenv()
    if value is not None:
        try:
            importlib.import_module("dotenv")
        except ImportError:
            raise click.BadParameter(
                "python-dotenv is needed to read it: 'pip install python-dotenv'.", ctx, param
            ) from None
    if value is not None or defaults:
        load_dotenv(value, load_defaults=defaults)
    return value


def _set_alias(ctx: click.Context, param: click.Parameter, value: bool) -> bool:
    if value:
        force_flask_alias()
    return value
