"""``hipflask build``: the application as static files."""

from __future__ import annotations

import typing as t
from pathlib import Path

import click

from .discovery import find_application

_F = t.TypeVar("_F", bound=t.Callable[..., t.Any])


def build_options(command: _F) -> _F:
    """Add the options that tell what goes into a site; shared with ``run --browser``.

    They fill the members of `hipflask.builder.options.BuildOptions` that bear their names.
    """
    options = [
        click.option(
            "--include",
            multiple=True,
            metavar="PATTERN",
            help="Pack files besides the app's own; relative to its root, as in .gitignore.",
        ),
        click.option(
            "--exclude",
            multiple=True,
            metavar="PATTERN",
            help="Leave files out; relative to the app's root, as in .gitignore.",
        ),
        click.option("--title", help="Title of the site; by default the app's name."),
        click.option(
            "--flask-alias/--no-flask-alias",
            default=True,
            help="Whether 'import flask' gives hipflask in the browser.",
            show_default=True,
        ),
        click.option(
            "--persist",
            multiple=True,
            metavar="PATH",
            help="A further folder that lasts in the browser, besides the instance folder.",
        ),
        click.option(
            "-r",
            "--requirement",
            "requirements",
            multiple=True,
            metavar="FILE|NAME",
            help="What the app needs; by default its requirements.txt or pyproject.toml.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command("build")
@click.argument("destination", metavar="[DEST]", default="dist", type=click.Path(path_type=Path))
@click.option("-A", "-a", "--app", "spec", metavar="APP", help="The app: module, file or folder.")
@build_options
@click.option("--debug", is_flag=True, help="Run the app in debug mode.")
def build_command(
    destination: Path,
    spec: str | None,
    debug: bool,
    **choices: t.Any,
) -> None:
    """Write the app to DEST as static files that run in the visitor's browser.

    Put DEST on any static host, below any path. It is replaced as a whole, if it is empty or
    a former result of this command; files that you put beside the result are kept.
    """
    # Imported here, for other commands have no use for it.
    from hipflask.builder import BuildOptions, build_site, format_report

    found = find_application(spec)
    site = build_site(found, BuildOptions(debug=debug, **choices), destination)
    click.echo(format_report(site))
    click.echo(f"\n{site.manifest.title} is in {destination} (build {site.manifest.build}).")
    click.echo(f"Look at it with: hipflask preview {destination}")
