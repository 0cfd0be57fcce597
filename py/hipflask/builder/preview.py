"""Serving an export as a static host would."""

from __future__ import annotations

import contextlib
import typing as t
from pathlib import Path

from .destination import is_export
from .errors import NotAnExportError
from .serving import open_server, url_of
from .static_server import StaticSite


def preview_site(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 5000,
    base_path: str = "/",
    announce: t.Callable[[str], t.Any] = print,
) -> None:
    """Serve an export until the user presses Ctrl-C.

    :param base_path: the path below which the site appears, as on a host with many sites.
    :param announce: is told the address.
    :raise NotAnExportError: when the folder is not the result of a build.
    :raise click.ClickException: when the address cannot be used.
    """
    if not is_export(folder):
        raise NotAnExportError(
            f"{folder} is not a site that hipflask built.",
            f"Build one first: hipflask build --app APP {folder}",
        )
    site = StaticSite(folder.resolve(), base_path)
    with open_server(site, host, port) as server:
        announce(f"Serving {folder} at {url_of(server, site.base_path)} (Ctrl-C ends it)")
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
