"""Uploaded pictures: known by their content, kept under names that nobody chose."""

from __future__ import annotations

import secrets
import typing as t
from pathlib import Path

from hipflask import current_app

if t.TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage

#: File name extension and media type of what we accept.
TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}


def sniff(stream: t.IO[bytes]) -> str | None:
    """Tell the kind of picture in *stream* by its first bytes, which stay unread.

    The name and the type that a browser sends along are only claims.

    :return: a key of ``TYPES``, or None if it is none of them.
    """
    head = stream.read(12)
    stream.seek(0)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if head.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return ".gif"
    if head.startswith(b"RIFF") and head.endswith(b"WEBP"):
        return ".webp"
    return None


def folder() -> Path:
    """Return the folder of the uploads, an absolute path."""
    return Path(current_app.instance_path) / "uploads"


def save(picture: FileStorage) -> str:
    """Keep an upload that ``sniff`` knows; return the name of its file."""
    name = f"{secrets.token_hex(16)}{sniff(picture.stream)}"
    folder().mkdir(exist_ok=True)
    picture.save(folder() / name)
    return name


def delete(name: str) -> None:
    """Remove an upload."""
    (folder() / name).unlink(missing_ok=True)
