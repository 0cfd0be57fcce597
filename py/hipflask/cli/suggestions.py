"""What the user may have meant: names for the end of an error message."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

__all__ = ["similar_names", "suggest_applications"]

_LOOKS_LIKE_AN_APPLICATION = re.compile(
    r"\bFlask\(|^def (?:create|make)_app\b|^app(?:lication)?\b.*=|^def app(?:lication)?\(", re.M
)
_MOST_FILES = 100
_MOST_BYTES = 200_000


def similar_names(name: str, folder: Path) -> str:
    """Return a line with the modules in *folder* that are spelled almost like *name*, or ``""``."""
    names = {path.stem if path.is_file() else path.name for path in _modules(folder)}
    close = difflib.get_close_matches(name.partition(".")[0], sorted(names), cutoff=0.6)
    return f"\nDid you mean {_either(close)}?" if close else ""


def suggest_applications(folder: Path) -> str:
    """Return a line with the modules in *folder* that seem to hold an application, or ``""``."""
    names = [
        path.stem if path.is_file() else path.name
        for path in _modules(folder)
        if _LOOKS_LIKE_AN_APPLICATION.search(_text(path))
    ]
    if not names:
        return ""
    return f"\nIt looks as if there is one in {_either(names[:3])}."


def _modules(folder: Path) -> list[Path]:
    try:
        entries = sorted(folder.iterdir())[:_MOST_FILES]
    except OSError:
        return []
    return [
        entry
        for entry in entries
        if (entry.suffix == ".py" and entry.stem.isidentifier() and entry.is_file())
        or (entry / "__init__.py").is_file()
    ]


def _text(module: Path) -> str:
    path = module if module.is_file() else module / "__init__.py"
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _either(names: list[str]) -> str:
    quoted = [repr(name) for name in names]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
