"""One digest over the framework's sources.

The wheel's runtime records the digest of the sources that it was compiled from. A build
compares it with the sources it runs from, and so notices a checkout that has moved on.

Only the standard library is used, and nothing of hipflask: the packaging hook loads this
file by its path before hipflask can be imported.
"""

from __future__ import annotations

import hashlib
import typing as t
from pathlib import Path

#: Folders of the package ``hipflask`` that never run in a browser.
NATIVE_ONLY = frozenset({"_assets", "builder"})


def framework_files(package: Path) -> t.Iterator[tuple[str, Path]]:
    """Yield the files of the package that run in the browser, in a fixed order.

    :param package: the folder ``hipflask`` itself.
    :return: pairs of the name below the package's parent (``hipflask/app.py``) and the path.
    """
    found = []
    for path in package.rglob("*"):
        parts = path.relative_to(package).parts
        if parts[0] in NATIVE_ONLY or "__pycache__" in parts or path.suffix in (".pyc", ".pyo"):
            continue
        if any(part.startswith(".") for part in parts) or not path.is_file():
            continue
        found.append(("/".join((package.name, *parts)), path))
    yield from sorted(found)


def framework_digest(package: Path) -> str:
    """Return the SHA-256 (hex) over the names and contents of `framework_files`."""
    total = hashlib.sha256()
    for name, path in framework_files(package):
        total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()
