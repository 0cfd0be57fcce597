"""Environment variables from ``.env`` and ``.flaskenv``, read with python-dotenv if present."""

from __future__ import annotations

import importlib
import os
import typing as t

import click

__all__ = ["load_dotenv"]

#: Later files win over earlier ones, and the process's own variables over all.
DEFAULT_NAMES = (".flaskenv", ".env")


def load_dotenv(path: str | os.PathLike[str] | None = None, load_defaults: bool = True) -> bool:
    """Put the variables of dotenv files into ``os.environ``, leaving alone those already set.

    :param path: a file to read after the default ones, so that it wins over them.
    :param load_defaults: whether to look for ``.flaskenv`` and ``.env`` here and further up.
    :returns: whether any variable was found.
    """
    dotenv = _python_dotenv()
    if dotenv is None:
        if path or any(os.path.isfile(name) for name in DEFAULT_NAMES):
            tip = (
                " * Tip: There are .env files here. To have them read, 'pip install python-dotenv'."
            )
            click.secho(tip, fg="yellow", err=True)
        return False

    files: list[str | os.PathLike[str]] = []
    if load_defaults:
        files = [file for name in DEFAULT_NAMES if (file := dotenv.find_dotenv(name, usecwd=True))]
    if path is not None and os.path.isfile(path):
        files.append(path)

    values: dict[str, str | None] = {}
    for file in files:
        values.update(dotenv.dotenv_values(file, encoding="utf-8"))
    for name, value in values.items():
        if value is not None:
            os.environ.setdefault(name, value)
    return bool(values)


def _python_dotenv() -> t.Any:
    """Return the module, or ``None`` where it is not installed: it is an optional requirement."""
    try:
        return importlib.import_module("dotenv")
    except ImportError:
        return None
