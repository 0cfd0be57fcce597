"""``hipflask build``: the application as static files."""

from __future__ import annotations

import typing as t
from pathlib import Path

import click

from .discovery import find_application
from .options import app_option
from .script_info import ScriptInfo, pass_script_info

__all__ = ["build_command", "build_options"]

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
        click.option(
            "--concurrency",
            type=click.IntRange(min=1),
            envvar="HIPFLASK_CONCURRENCY",
            metavar="N",
            help="How many requests may be under way at once, where browsers can suspend them;"
            " by default one.",
        ),
        click.option(
            "--time-limit",
            type=click.FloatRange(min=0),
            envvar="HIPFLASK_TIME_LIMIT",
            metavar="SECONDS",
            help="How long a request may take, 0 for ever; by default 30, with --debug 0.",
        ),
        click.option(
            "--tools",
            is_flag=True,
            help="Have a tools page at ?hipflask=tools, as with --debug: for requests, log, files.",
        ),
        click.option(
            "--device-secret-key",
            is_flag=True,
            help="Give the app a random secret key in each browser, kept with its state.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command("build", params=[app_option()])
@click.argument("destination", metavar="[DEST]", default="dist", type=click.Path(path_type=Path))
@build_options
@click.option(
    "--static-cache/--no-static-cache",
    default=True,
    help="Whether browsers keep the app's static files and answer with them before Python has"
    " started, if the app does nothing with such requests.",
    show_default=True,
)
@click.option(
    "--headers",
    type=click.Choice(["github", "netlify", "cloudflare", "nginx"]),
    help="Write what this static host is to be told: how long to keep which file.",
)
@click.option("--pwa-name", metavar="NAME", help="Name of the app where visitors install it.")
@click.option("--pwa-color", metavar="#RRGGBB", help="Its colour; by default white.")
@click.option(
    "--pwa-icon",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Its icon: a square PNG of at least 192 pixels, or an SVG. May be given repeatedly.",
)
@click.option(
    "--freeze/--no-freeze",
    default=None,
    help="Whether the app is started here, for all its visitors, so that no browser has to import"
    " it; by default if Node is installed (hipflask[freeze]).",
)
@click.option(
    "--check", is_flag=True, help="Open the result in a browser (Playwright's) that is offline."
)
@click.option(
    "--explain",
    is_flag=True,
    help="Tell, out of such a browser, what each start of Python finds done, and why not more.",
)
@click.option("--debug", is_flag=True, help="Run the app in debug mode, for visitors too.")
@pass_script_info
def build_command(
    info: ScriptInfo,
    /,
    destination: Path,
    debug: bool,
    check: bool,
    explain: bool,
    **choices: t.Any,
) -> None:
    """Write the app to DEST as static files that run in the visitor's browser.

    Put DEST on any static host, below any path. It is replaced as a whole, if it is empty or
    a former result of this command; files that you put beside the result are kept.
    """
    if info.create_app is not None:
        raise click.UsageError("'build' needs an application that '--app' can name.")
    # Here, for the other commands have no use for it.
    from hipflask.builder import BuildOptions, build_site, format_report

    found = find_application(info.app_import_path)
    site = build_site(found, BuildOptions(debug=debug, **choices), destination)
    click.echo(format_report(site))
    click.echo(f"\n{site.manifest.title} is in {destination} (build {site.manifest.build}).")
    if check or explain:
        _visit(destination, explain)
    click.echo(f"Look at it with: hipflask preview {destination}")


def _visit(site: Path, explain: bool) -> None:
    """Open the site in a browser, and tell what it found."""
    from hipflask.builder.check import visit_site
    from hipflask.builder.errors import CheckError

    visit = visit_site(site, for_snapshot=explain)
    if visit.problems:
        raise CheckError(
            "The check found in a browser:\n  " + "\n  ".join(visit.problems),
            "What comes from other hosts is missing offline: pack it with the app.",
        )
    click.echo("It starts in a browser, and needs no other host.")
    if visit.snapshot is not None:
        click.echo(visit.snapshot)
