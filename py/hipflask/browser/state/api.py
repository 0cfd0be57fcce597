"""Exports and imports the state of an application."""

from __future__ import annotations

import typing as t
from collections.abc import Iterable

from .folders import find_folders

#: How much the files of an archive may take unless another limit is named, in bytes.
MAX_BYTES = 1 << 30


def export(app: t.Any = None, *, persist: Iterable[str] = ()) -> bytes:
    """Return the durable files of an application as a zip.

    Folders (empty ones too), modes, times to the second and links within a folder are kept;
    sockets and pipes are left out. SQLite's databases are as the last transaction left them.

    :param app: a Flask object; by default the current application. In a browser it makes no
        difference: there the state is what the site keeps, whatever the application.
    :param persist: natively, folders besides the instance folder, absolute or relative to the
        folder that the application is imported from; those of ``hipflask build --persist``.
    :raises StateArchiveError: something can't be read, or a link leads out of its folder.
    :raises RuntimeError: there is no current application.
    """
    from .writing import pack  # late, as what it imports is needed for nothing else

    return pack(find_folders(app, persist))


def import_(
    archive: bytes,
    app: t.Any = None,
    *,
    persist: Iterable[str] = (),
    max_bytes: int = MAX_BYTES,
) -> None:
    """Replace all durable files of an application by those of an archive.

    Whatever is wrong with the archive, or with the disk, leaves the former state whole. Files and
    databases that the application has open are still those of the former state: start it anew.

    :param archive: what :func:`export` returned, or any zip with such names.
    :param app: as for :func:`export`.
    :param persist: as for :func:`export`.
    :param max_bytes: how much the files may take, in bytes.
    :raises StateArchiveError: the archive is refused, or could not be written.
    :raises RuntimeError: there is no current application.
    """
    from .replacing import replace

    replace(find_folders(app, persist), archive, max_bytes)
