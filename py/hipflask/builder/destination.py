"""Putting a site where the user wants it, without losing what is there."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from .errors import DestinationError
from .manifest import is_manifest
from .packing import MANIFEST_PATH
from .pages import ASSETS_FOLDER, WORKER_SCRIPT
from .site import Site

#: What an export consists of; all else in its folder was put there by someone else.
_OWN = frozenset({"index.html", "404.html", WORKER_SCRIPT, ASSETS_FOLDER.rstrip("/")})


def is_export(folder: Path) -> bool:
    """Tell whether a folder holds a site that hipflask built."""
    manifest = folder / MANIFEST_PATH
    return manifest.is_file() and is_manifest(manifest.read_bytes())


def check_destination(destination: Path) -> None:
    """See that a site may be put there: the folder is absent, empty or a former export.

    :raise DestinationError: when it is anything else.
    """
    hint = "Choose another folder, or move that one away; a build replaces only its own results."
    if not os.path.lexists(destination):
        return
    if not destination.is_dir():
        raise DestinationError(f"{destination} exists and is not a folder.", hint)
    if any(destination.iterdir()) and not is_export(destination):
        raise DestinationError(
            f"{destination} is not empty and was not made by 'hipflask build'.", hint
        )


def replace_site(site: Site, destination: Path) -> None:
    """Write a site beside its destination and move it there as a whole.

    Whatever others have put at the top of a former export (``CNAME``, ``.git``, …) is kept, unless
    the site has a file of that name itself.

    :raise DestinationError: when the destination is refused or cannot be written; it is then
        left as it was.
    """
    check_destination(destination)
    target = destination.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as scratch:
            _replace(site, target, Path(scratch))
    except OSError as error:
        raise DestinationError(
            f"Cannot write {destination}: {error.strerror or error}.",
            "Check its permissions and the free space, or choose another folder.",
        ) from error


def _replace(site: Site, target: Path, scratch: Path) -> None:
    fresh, former = scratch / "fresh", scratch / "former"
    fresh.mkdir()
    site.write(fresh)
    if not target.exists():
        fresh.rename(target)
        return
    _keep_foreign(target, fresh)
    fresh.chmod(target.stat().st_mode & 0o7777)
    target.rename(former)
    try:
        fresh.rename(target)
    except OSError:
        former.rename(target)
        raise


def _keep_foreign(target: Path, fresh: Path) -> None:
    for entry in target.iterdir():
        if entry.name in _OWN or (fresh / entry.name).exists():
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, fresh / entry.name, symlinks=True)
        else:
            shutil.copy2(entry, fresh / entry.name, follow_symlinks=False)
