"""The secret key, kept where the application writes and not where its source is."""

from __future__ import annotations

import secrets
import typing as t

if t.TYPE_CHECKING:
    from pathlib import Path


def load_or_create(path: Path) -> str:
    """Return the key in the file at *path*; the first call ever makes it."""
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        if key := path.read_text():
            return key
    key = secrets.token_hex()
    path.write_text(key)
    return key
