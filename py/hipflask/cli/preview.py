"""``hipflask preview``: an export as a static host would serve it."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["preview_command"]


@click.command("preview")
@click.argument("folder", metavar="[DEST]", default="dist", type=click.Path(path_type=Path))
@click.option("-h", "--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "-p",
    "--port",
    default=5000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port; 0 takes a free one.",
)
@click.option(
    "--base-path", default="/", show_default=True, help="Path below which the site appears."
)
def preview_command(folder: Path, host: str, port: int, base_path: str) -> None:
    """Serve DEST, made by 'hipflask build', just as a static host does."""
    # Imported here, for other commands have no use for it.
    from hipflask.builder import preview_site

    preview_site(folder, host=host, port=port, base_path=base_path, announce=click.echo)
