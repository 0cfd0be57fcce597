"""Request bodies that are too large to be handed over in one piece."""

from __future__ import annotations

import io
import os
import typing as t
from collections.abc import Awaitable

from .suspension import suspend

#: How much is read at a time, in bytes. Each read suspends the application.
READ_SIZE = 1 << 20


class Blob(t.Protocol):
    """The part of JavaScript's ``Blob`` that is needed (File API §3)."""

    size: int

    def slice(self, start: int, end: int, /) -> Blob:
        """Return the part between two positions."""

    def arrayBuffer(self) -> Awaitable[t.Any]:  # noqa: N802 - its name there
        """Read all of it."""


class BlobReader(io.RawIOBase):
    """Reads a blob bit by bit, wherever the browser keeps it. Reading suspends the caller.

    :param blob: what to read.
    """

    def __init__(self, blob: Blob) -> None:
        self._blob = blob
        self._position = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: t.Any, /) -> int:
        """Fill as much of a buffer as there is; see :meth:`io.RawIOBase.readinto`."""
        end = min(self._position + len(buffer), self._blob.size)
        length = end - self._position
        if length:
            content = suspend(self._blob.slice(self._position, end).arrayBuffer())
            content.assign_to(memoryview(buffer)[:length])
            self._position = end
        return length


def open_blob(blob: Blob) -> t.BinaryIO:
    """Open a blob for reading, with a buffer."""
    return io.BufferedReader(BlobReader(blob), READ_SIZE)


def open_spooled(path: str) -> t.BinaryIO:
    """Open a file that nobody else needs, and that is gone once it is closed."""
    file = open(path, "rb")  # noqa: SIM115 - whoever reads it closes it
    os.unlink(path)
    return file
