"""Which folders hold the state, and what they are called in an archive."""

from __future__ import annotations

import json
import os
import typing as t
from collections.abc import Iterable
from dataclasses import dataclass

from hipflask._paths import find_package

from .errors import StateArchiveError

#: By this variable whoever hosts an application in a browser tells the folders: JSON.
VARIABLE = "HIPFLASK_STATE"
#: The folder that always lasts, below the application's root.
INSTANCE = "instance"
#: In an archive, what is not below the application's root is below this.
OUTSIDE = "__outside__"


@dataclass(frozen=True, slots=True)
class Folder:
    """A durable folder."""

    #: In an archive, with ``/`` and without one at the end.
    name: str
    #: Absolute, and of the folder itself should a link lead to it.
    path: str


def tell_folders(root: str, persist: Iterable[str]) -> None:
    """Let :func:`find_folders` know what a site keeps, for as long as the process lasts."""
    os.environ[VARIABLE] = json.dumps([root, *persist])


def find_folders(app: t.Any = None, persist: Iterable[str] = ()) -> tuple[Folder, ...]:
    """Return what is durable: in a browser what the site keeps, natively what an application has.

    :param app: a Flask object; the current application by default.
    :param persist: see :func:`name_folders`.
    :raises RuntimeError: there is no current application.
    :raises StateArchiveError: see :func:`name_folders`.
    """
    told = os.environ.get(VARIABLE)
    if told is not None:
        root, *kept = json.loads(told)
        return name_folders(root, kept)
    if app is None:
        from hipflask.globals import current_app

        app = current_app
    _, root = find_package(app.import_name)
    return name_folders(root, persist, app.instance_path)


def name_folders(
    root: str, persist: Iterable[str] = (), instance_path: str | None = None
) -> tuple[Folder, ...]:
    """Name the folders that are durable, none of which holds another.

    :param root: the folder that the application is imported from.
    :param persist: further folders, absolute or relative to the root.
    :param instance_path: where the instance folder is; by default beside the application.
    :raises StateArchiveError: a folder would cover the application itself.
    """
    root = os.path.abspath(root)
    named = {INSTANCE: os.path.join(root, INSTANCE)}
    for folder in persist:
        path = os.path.normpath(os.path.join(root, folder))
        if _is_below(root, path):
            raise StateArchiveError(
                f"{folder} holds the application itself.", "Name a folder that is for data only."
            )
        named[_name(path, root)] = path
    if instance_path is not None:
        inside = _is_below(instance_path, root) and instance_path != root
        named[_name(instance_path, root) if inside else INSTANCE] = instance_path
    folders = [Folder(name, os.path.realpath(path)) for name, path in sorted(named.items())]
    return tuple(folder for folder in folders if not _is_in_another(folder, folders))


def _name(path: str, root: str) -> str:
    if _is_below(path, root):
        return os.path.relpath(path, root).replace(os.sep, "/")
    return OUTSIDE + os.path.splitdrive(path)[1].replace(os.sep, "/")


def _is_below(path: str, folder: str) -> bool:
    try:
        return os.path.commonpath([path, folder]) == folder
    except ValueError:  # different drives
        return False


def _is_in_another(folder: Folder, folders: list[Folder]) -> bool:
    return any(
        other.path != folder.path and _is_below(folder.path, other.path) for other in folders
    )
