"""Compresses the large files of the runtime once and well, instead of each host its own way."""

from __future__ import annotations

import lzma
from pathlib import Path

import deflate

#: The most that the library does; it takes seconds, and saves a quarter of a megabyte.
_LEVEL = 12


#: Bytes; the format allows no smaller one.
_LEAST_DICTIONARY = 4096
#: For words of four bytes: a byte's place in its word tells more of it than the byte before.
_OF_WORDS = {"lc": 2, "lp": 2, "pb": 2}


def compress(source: Path, target: Path) -> None:
    """Write a file's content compressed with gzip (RFC 1952), the same for the same content."""
    target.write_bytes(deflate.gzip_compress(source.read_bytes(), _LEVEL))


def compress_opaque(source: Path, target: Path) -> None:
    """Write a file's content compressed with zlib (RFC 1950), the same for the same content.

    Unlike a file of gzip it is nothing that a host, or who downloads it, unpacks unasked.
    """
    target.write_bytes(deflate.zlib_compress(source.read_bytes(), _LEVEL))


def compress_most(source: Path, target: Path, *, is_memory: bool = False) -> None:
    """Write a file's content compressed with xz, the same for the same content.

    It takes a fifth less than gzip, and some ten times as long to unpack.

    :param is_memory: whether the content is the memory of a program.
    """
    content = source.read_bytes()
    # Who unpacks it needs as much memory as the dictionary has: by default that is 64 MiB.
    dictionary = max(1 << (len(content) - 1).bit_length(), _LEAST_DICTIONARY)
    lzma2 = {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": dictionary}
    filters = [lzma2 | (_OF_WORDS if is_memory else {})]
    # What unpacks it in the worker knows no other checksum than this one.
    target.write_bytes(lzma.compress(content, check=lzma.CHECK_CRC32, filters=filters))
