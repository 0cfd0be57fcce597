"""Packs durable folders into an archive."""

from __future__ import annotations

import io
import os
import stat
import struct
import time
import zipfile
from collections.abc import Iterable

from . import databases
from .errors import StateArchiveError
from .folders import Folder

#: The first and the last second that the format's own times can tell, in UTC.
_FIRST, _LAST = 315_532_800, 2**31 - 1
#: The extra field that tells a time in UTC to the second, as Info-ZIP defines it.
TIMESTAMP = 0x5455
#: How many folders a path may have; more would be too many for what walks them one by one.
MAX_DEPTH = 200


def pack(folders: Iterable[Folder]) -> bytes:
    """Return an archive of all that is in some folders; those that do not exist are left out.

    :raises StateArchiveError: something can't be read, or has a name or a target that no archive
        can hold.
    """
    target = io.BytesIO()
    try:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for folder in folders:
                _Packer(archive, folder).add(folder.name, folder.path)
    except OSError as error:
        raise StateArchiveError(
            f"The state can't be read: {error}.", "Check the permissions of what is named."
        ) from error
    return target.getvalue()


class _Packer:
    """Adds what is in one durable folder to an archive."""

    def __init__(self, archive: zipfile.ZipFile, folder: Folder) -> None:
        self._archive = archive
        self._folder = folder
        #: Files that are left out, for what counts of them is in a database that comes before.
        self._companions: set[str] = set()

    def add(self, name: str, path: str) -> None:
        """Add what is at a path, and all below it."""
        if path in self._companions or not os.path.lexists(path):
            return
        _check_name(name)
        status = os.lstat(path)
        if stat.S_ISDIR(status.st_mode):
            self._archive.writestr(_member(f"{name}/", status), b"")
            for child in sorted(os.listdir(path)):
                self.add(f"{name}/{child}", os.path.join(path, child))
        elif stat.S_ISLNK(status.st_mode):
            self._archive.writestr(_member(name, status), self._target(name, path))
        elif stat.S_ISREG(status.st_mode):
            self._archive.writestr(_member(name, status), self._content(path, status.st_size))

    def _content(self, path: str, size: int) -> bytes:
        database = databases.read(path, size)
        if database is None:
            with open(path, "rb") as file:
                return file.read()
        self._companions.update(path + ending for ending in databases.COMPANIONS)
        return database

    def _target(self, name: str, path: str) -> str:
        """Where a link leads to, from where it is."""
        target = os.readlink(path)
        real = os.path.realpath(path)
        if not self._holds(real):
            raise StateArchiveError(
                f"The link {name} leads out of {self._folder.name}, to {target}.",
                "Put what it leads to in its place, or remove it.",
            )
        here = os.path.dirname(path)
        place = os.path.normpath(os.path.join(here, target))
        # What leads through other links is kept as it is, unless it does so in a roundabout way.
        if os.path.normpath(target) != target or not self._holds(place):
            place = real
        return os.path.relpath(place, here).replace(os.sep, "/")

    def _holds(self, path: str) -> bool:
        return path == self._folder.path or path.startswith(self._folder.path + os.sep)


def _check_name(name: str) -> None:
    if name.count("/") > MAX_DEPTH:
        raise StateArchiveError(
            f"{name} is in more than {MAX_DEPTH} folders.", "Move it further up, or remove it."
        )
    if "\\" in name or not _is_unicode(name):
        raise StateArchiveError(
            f"The name {name!r} has what not every system takes: a backslash, or something else"
            " than UTF-8.",
            "Rename what has it.",
        )


def _is_unicode(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _member(name: str, status: os.stat_result) -> zipfile.ZipInfo:
    seconds = int(min(max(status.st_mtime, _FIRST), _LAST))
    member = zipfile.ZipInfo(name, time.gmtime(seconds)[:6])
    member.create_system = 3  # which has modes
    member.external_attr = status.st_mode << 16
    if name.endswith("/"):
        member.external_attr |= 0x10  # a folder, to those who know no modes
    else:
        member.compress_type = zipfile.ZIP_DEFLATED
    member.extra = struct.pack("<HHBi", TIMESTAMP, 5, 1, seconds)
    return member
