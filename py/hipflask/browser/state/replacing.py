"""Puts what is in an archive into the place of durable folders, as a whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from contextlib import ExitStack

from .errors import StateArchiveError
from .folders import Folder
from .reading import Entry, opened, read_entries


def replace(folders: Iterable[Folder], archive: bytes, max_bytes: int) -> None:
    """Replace all that is in durable folders.

    :raises StateArchiveError: the archive is refused, or could not be written; the folders have
        their former content.
    """
    try:
        with opened(archive) as source, ExitStack() as stack:
            entries = read_entries(source, len(archive), folders, max_bytes)
            successors = [_Successor(folder, stack) for folder in folders]
            for successor in successors:
                successor.write(source, entries)
            _exchange(successors)
    except OSError as error:
        raise StateArchiveError(
            f"The archive could not be put in place: {error}. The state is as it was.",
            "Look at permissions and at the room that is left.",
        ) from error


def _exchange(successors: list[_Successor]) -> None:
    begun: list[_Successor] = []
    try:
        for successor in successors:
            begun.append(successor)
            successor.take_over()
    except BaseException:
        for successor in reversed(begun):
            successor.step_back()
        raise


class _Successor:
    """The new content of a durable folder, beside it until it takes its place.

    :param stack: removes what is not needed any more.
    """

    def __init__(self, folder: Folder, stack: ExitStack) -> None:
        self._folder = folder
        #: Where the content of two paths has gone; in this order.
        self._moved: list[tuple[str, str]] = []
        parent, name = os.path.split(folder.path)
        os.makedirs(parent, exist_ok=True)
        reserved = tempfile.mkdtemp(prefix=f".{name}-", dir=parent)
        # In the same folder: to go to another one, a folder must let itself be written to.
        self._fresh, self._former = f"{reserved}-fresh", f"{reserved}-former"
        for path in (reserved, self._fresh, self._former):
            stack.callback(_remove, path)

    def write(self, source: zipfile.ZipFile, entries: Iterable[Entry]) -> None:
        """Unpack what belongs to the folder, each folder before what is in it."""
        own = [entry for entry in entries if entry.folder is self._folder]
        if any(entry.inner for entry in own):
            os.mkdir(self._fresh, 0o700)  # nobody else is to look into what is unfinished
        for entry in own:
            self._write(source, entry)
        if own and own[0].inner:
            os.chmod(self._fresh, 0o755)
        # From within, since what comes into a folder changes its time, and may not be let in.
        for entry in reversed(own):
            if entry.kind == "folder":
                _complete(self._path(entry), entry)

    def _write(self, source: zipfile.ZipFile, entry: Entry) -> None:
        path = self._path(entry)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if entry.kind == "folder":
            os.makedirs(path, exist_ok=True)
        elif entry.kind == "link":
            os.symlink(entry.target, path)
        else:
            with source.open(entry.info) as content, open(path, "xb") as file:
                shutil.copyfileobj(content, file, 1 << 20)
                if file.tell() != entry.info.file_size:
                    raise zipfile.BadZipFile(f"{entry.info.filename} has not the size it tells")
            _complete(path, entry)

    def _path(self, entry: Entry) -> str:
        return os.path.join(self._fresh, entry.inner) if entry.inner else self._fresh

    def take_over(self) -> None:
        """Put the new content into the place of the former."""
        path = self._folder.path
        if os.path.lexists(path):
            self._move(path, self._former)
        if os.path.lexists(self._fresh):
            self._move(self._fresh, path)

    def step_back(self) -> None:
        """Put the former content back, however far the exchange has come."""
        for source, target in reversed(self._moved):
            os.rename(target, source)

    def _move(self, source: str, target: str) -> None:
        os.rename(source, target)
        self._moved.append((source, target))


def _complete(path: str, entry: Entry) -> None:
    os.chmod(path, entry.mode)
    os.utime(path, (entry.mtime, entry.mtime))


def _remove(path: str) -> None:
    """Remove what is at a path, even what is in folders that must not be written to."""
    if not os.path.isdir(path):
        if os.path.lexists(path):
            os.unlink(path)
        return
    os.chmod(path, 0o700)
    for folder, names, _ in os.walk(path):
        for name in names:
            if not os.path.islink(os.path.join(folder, name)):
                os.chmod(os.path.join(folder, name), 0o700)
    shutil.rmtree(path, ignore_errors=True)
