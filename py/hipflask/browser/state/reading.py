"""Reads an archive of state, and refuses it if anything about it is not as it should be."""

from __future__ import annotations

import io
import posixpath
import stat
import struct
import time
import typing as t
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from .errors import StateArchiveError
from .folders import Folder
from .writing import MAX_DEPTH, TIMESTAMP

#: What each entry counts besides its content, for names and folders take room as well.
ENTRY_BYTES = 1 << 10
#: How many times its size deflated data can expand to; who claims more has overlapping entries.
MAX_RATIO = 1032
#: The flag of names in UTF-8.
_UTF8 = 0x800
#: The length of a path is limited, and so is a link's target, in bytes.
_MAX_TARGET = 4096
_FOREIGN = "Choose an archive that was exported from this application."

Kind = t.Literal["file", "folder", "link"]
_KINDS: dict[int, Kind] = {stat.S_IFREG: "file", stat.S_IFDIR: "folder", stat.S_IFLNK: "link"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What an archive has at one name."""

    info: zipfile.ZipInfo
    folder: Folder
    #: The path below the durable folder, with ``/``; empty for that itself.
    inner: str
    kind: Kind
    #: The permissions.
    mode: int
    #: When it was modified, in seconds since the epoch.
    mtime: float
    #: What a link leads to.
    target: str = ""


@contextmanager
def opened(archive: bytes) -> Iterator[zipfile.ZipFile]:
    """Open an archive; whatever is found to be damaged while it is open is told as such.

    :raises StateArchiveError: it is no zip, or not a whole one.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            yield opened
    # Besides the first, these are what the module raises of itself when fields make no sense.
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        if not archive.startswith(b"PK"):
            raise StateArchiveError("This is no zip archive.", _FOREIGN) from error
        raise StateArchiveError(
            f"The archive is cut off or damaged ({error}).", "Export or copy it once more."
        ) from error
    except RuntimeError as error:  # what it was not made for
        raise StateArchiveError(
            f"The archive is packed in an unusual way ({error}).", "Pack it with plain 'zip -r'."
        ) from error


def read_entries(
    archive: zipfile.ZipFile, packed: int, folders: Iterable[Folder], max_bytes: int
) -> list[Entry]:
    """Return what is to be put into durable folders, each folder before what is in it.

    :param packed: size of the archive in bytes.
    :param max_bytes: how much all files may take.
    :raises StateArchiveError: something in the archive is not to be put there.
    """
    infos = archive.infolist()
    _check_sizes(infos, packed, max_bytes)
    entries: dict[str, Entry] = {}
    taken: set[str] = set()
    for info in infos:
        name = _checked_name(info)
        if name in taken:
            raise StateArchiveError(f"The archive has {name} twice.", "Pack it anew.")
        taken.add(name)
        entry = _entry(archive, info, name, folders)
        if entry is not None:
            entries[name] = entry
    for name in entries:
        _check_parents(name, entries)
    return [entries[name] for name in sorted(entries)]


def _check_sizes(infos: list[zipfile.ZipInfo], packed: int, max_bytes: int) -> None:
    size = sum(info.file_size for info in infos)
    room = size + ENTRY_BYTES * len(infos)
    if room > max_bytes:
        raise StateArchiveError(
            f"The archive of {_megabytes(packed)} has {len(infos)} entries, which would take"
            f" {_megabytes(room)}; at most {_megabytes(max_bytes)} are unpacked.",
            "If it is not meant as an attack, natively a higher limit can be set.",
        )
    if size > MAX_RATIO * packed:
        raise StateArchiveError(
            f"The archive of {_megabytes(packed)} claims to hold {_megabytes(size)}, which is"
            f" {size // packed} times as much; packing saves {MAX_RATIO} times at most.",
            "Do not trust where it comes from.",
        )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.3f} MB" if size < 1e6 else f"{size / 1e6:,.0f} MB"


def _checked_name(info: zipfile.ZipInfo) -> str:
    """The name of an entry, without a slash at the end."""
    name = _told_name(info)
    parts = name.removesuffix("/").split("/")
    if "\0" in name or "\\" in name or not {"", ".", ".."}.isdisjoint(parts):
        raise StateArchiveError(
            f"The archive has an entry {name!r}, which is no plain path below a folder.",
            "Do not trust where it comes from.",
        )
    if len(parts) > MAX_DEPTH + 1:
        raise StateArchiveError(
            f"The archive has an entry in {len(parts) - 1} folders; at most {MAX_DEPTH} are made.",
            "Do not trust where it comes from.",
        )
    if info.flag_bits & 1:
        raise StateArchiveError(f"{name} is encrypted.", "Pack the archive without a password.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise StateArchiveError(
            f"{name} is packed by method {info.compress_type}.", "Pack it with plain 'zip -r'."
        )
    return name.removesuffix("/")


def _told_name(info: zipfile.ZipInfo) -> str:
    """The name as whoever packed it meant it. The module's own is cut off at a NUL."""
    name = info.orig_filename
    if info.flag_bits & _UTF8 or info.create_system != 3:
        return name
    try:  # Info-ZIP for Unix writes bytes as they are, and does not tell that they are UTF-8
        return name.encode("cp437").decode()
    except UnicodeError:
        return name


def _entry(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, folders: Iterable[Folder]
) -> Entry | None:
    kind = _kind(info)
    folder = next((f for f in folders if name == f.name or name.startswith(f"{f.name}/")), None)
    if folder is None:
        if kind == "folder" and any(f.name.startswith(f"{name}/") for f in folders):
            return None
        durable = " and ".join(f"{f.name}/" for f in folders)
        raise StateArchiveError(
            f"The archive has {name}, but the state of this application is in {durable}.", _FOREIGN
        )
    usual = 0o755 if kind == "folder" else 0o644
    mode = info.external_attr >> 16 & 0o777 if info.create_system == 3 else usual
    target = _target(archive, info, name, folder) if kind == "link" else ""
    inner = name[len(folder.name) + 1 :]
    return Entry(info, folder, inner, kind, mode, _mtime(info), target)


def _kind(info: zipfile.ZipInfo) -> Kind:
    ending: Kind = "folder" if info.orig_filename.endswith("/") else "file"
    form = stat.S_IFMT(info.external_attr >> 16) if info.create_system == 3 else 0
    kind = _KINDS.get(form) if form else ending
    if kind is None or (kind == "folder") != (ending == "folder"):
        raise StateArchiveError(
            f"{info.filename} is neither a file nor a folder nor a link.", "Pack it without that."
        )
    return kind


def _target(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, folder: Folder) -> str:
    """What a link leads to, which is in the same durable folder.

    Only at the beginning may it climb: there it does so over folders, and never over other links.
    """
    if info.file_size > _MAX_TARGET:
        raise StateArchiveError(f"The link {name} leads to a path without end.", _FOREIGN)
    target = archive.read(info).decode()
    place = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
    inside = place == folder.name or place.startswith(f"{folder.name}/")
    plain = target == posixpath.normpath(target) and not {"\0", "\\"} & set(target)
    if name == folder.name or not (inside and plain):
        raise StateArchiveError(
            f"The link {name} leads to {target!r}, out of {folder.name} or by a way round.",
            "Do not trust where the archive comes from.",
        )
    return target


def _check_parents(name: str, entries: dict[str, Entry]) -> None:
    while name:
        name = posixpath.dirname(name)
        if name in entries and entries[name].kind != "folder":
            raise StateArchiveError(
                f"The archive has entries below {name}, which is a {entries[name].kind}.",
                "Do not trust where it comes from.",
            )


def _mtime(info: zipfile.ZipInfo) -> float:
    extra = info.extra
    while len(extra) >= 9:
        kind, size, flags, seconds = struct.unpack_from("<HHBi", extra)
        if kind == TIMESTAMP and size >= 5 and flags & 1:
            return float(seconds)
        extra = extra[4 + size :]
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (OverflowError, ValueError):
        return 0.0
