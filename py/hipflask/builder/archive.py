"""Zip archives that depend on nothing but their content."""

from __future__ import annotations

import gzip
import io
import lzma
import typing as t
import zipfile
from functools import lru_cache

#: The earliest moment that the format can tell; the same for every file, so that the same
#: files make the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16
#: zlib's best.
_LEVEL = 9
#: Bytes; xz allows no smaller one.
_LEAST_DICTIONARY = 4096


@lru_cache(maxsize=64)
def pack(content: bytes) -> bytes:
    """Return content compressed with gzip (RFC 1952).

    A site that is built again and again, as ``run --browser`` does, has mostly the same archives.
    """
    return gzip.compress(content, _LEVEL, mtime=0)


def unpack(name: str, content: bytes) -> bytes:
    """Return a file's content as it was before it was compressed, as its name tells, if it was."""
    if name.endswith(".xz"):
        return lzma.decompress(content)
    return gzip.decompress(content) if name.endswith(".gz") else content


def pack_memory(content: bytes) -> bytes:
    """Return what is of a program's memory compressed with xz."""
    # Who unpacks it needs as much memory as the dictionary has.
    dictionary = max(1 << (len(content) - 1).bit_length(), _LEAST_DICTIONARY)
    # A byte's place in its word of four bytes tells more of it than the byte before.
    filters = [
        {"id": lzma.FILTER_LZMA2, "preset": 9, "dict_size": dictionary, "lc": 2, "lp": 2, "pb": 2}
    ]
    # What unpacks it in the worker knows no other checksum than this one.
    return lzma.compress(content, check=lzma.CHECK_CRC32, filters=filters)


def make_zip(files: t.Mapping[str, bytes], *, compress: bool) -> bytes:
    """Return an archive of files in the order of their names.

    :param files: name inside the archive (with ``/``) → content.
    :param compress: deflate the members; otherwise they are stored, which lets
        ``zipimport`` read them without decompressing.
    """
    method = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system = 3
            member.external_attr = _MODE
            member.compress_type = method
            archive.writestr(member, files[name])
    return target.getvalue()
