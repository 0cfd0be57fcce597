"""``hipflask state``: the durable files of an application as a zip."""

from __future__ import annotations

import os
import typing as t

import click

from .discovery import find_application
from .options import app_option, flask_alias_option
from .pick import is_flask
from .script_info import ScriptInfo, pass_script_info

if t.TYPE_CHECKING:
    from hipflask.browser.state.folders import Folder

__all__ = ["state_group"]

_F = t.TypeVar("_F", bound=t.Callable[..., t.Any])

_MEGABYTE = 1_000_000


def _persist_option(command: _F) -> _F:
    return click.option(
        "--persist",
        multiple=True,
        metavar="PATH",
        help="A further folder that lasts, besides the instance folder; as for 'build'.",
    )(command)


@click.group("state", short_help="Export or import the app's durable files.")
def state_group() -> None:
    """Export the app's durable files as a zip, or import them.

    The same zip goes from here into a browser and back. Import while nothing else runs the app.
    """


@state_group.command("export", params=[app_option(), flask_alias_option()])
@click.argument("file", type=click.File("wb", lazy=True, atomic=True))
@_persist_option
@pass_script_info
def export_command(info: ScriptInfo, file: t.BinaryIO, persist: tuple[str, ...]) -> None:
    """Write the app's durable files to FILE, a zip; '-' is the standard output."""
    from hipflask.browser.state import StateArchiveError
    from hipflask.browser.state.writing import pack

    try:
        folders = _folders(info, persist)
        archive = pack(folders)
    except StateArchiveError as error:
        raise click.ClickException(str(error)) from error
    file.write(archive)
    click.echo(f"{_names(folders)} exported: {len(archive) / 1000:,.1f} kB.", err=True)


@state_group.command("import", params=[app_option(), flask_alias_option()])
@click.argument("file", type=click.File("rb"))
@_persist_option
@click.option("--yes", "-y", is_flag=True, help="Replace what is there without asking.")
@click.option(
    "--max-size",
    type=click.IntRange(min=1),
    metavar="MB",
    help="How much the files may take, in megabytes; by default 1 GiB.",
)
@pass_script_info
def import_command(
    info: ScriptInfo,
    file: t.BinaryIO,
    persist: tuple[str, ...],
    yes: bool,
    max_size: int | None,
) -> None:
    """Replace the app's durable files by those of FILE, a zip; '-' is the standard input."""
    from hipflask.browser.state import MAX_BYTES, StateArchiveError
    from hipflask.browser.state.replacing import replace

    try:
        folders = _folders(info, persist)
        archive = file.read()
        filled = [
            folder for folder in folders if os.path.isdir(folder.path) and os.listdir(folder.path)
        ]
        if filled and not yes:
            click.confirm(f"Replace all that is in {_names(filled)}?", abort=True, err=True)
        replace(folders, archive, MAX_BYTES if max_size is None else max_size * _MEGABYTE)
    except StateArchiveError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{_names(folders)} replaced.", err=True)


def _folders(info: ScriptInfo, persist: tuple[str, ...]) -> tuple[Folder, ...]:
    from hipflask.browser.state.folders import find_folders, name_folders

    app = info.load_app()
    if is_flask(app):
        return find_folders(app, persist)
    return name_folders(str(find_application(info.app_import_path).root), persist)


def _names(folders: t.Iterable[Folder]) -> str:
    return " and ".join(folder.path for folder in folders)
