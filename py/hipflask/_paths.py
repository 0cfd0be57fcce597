"""Where a module or package lives on disk, and where its instance folder belongs."""

from __future__ import annotations

import os
import sys
import typing as t


def get_root_path(import_name: str) -> str:
    """The folder that holds a module, or a package's own folder.

    :param import_name: name of a module or package; imported if its loader doesn't know its file
    :return: an absolute path; the working directory for a name that has no file at all
    :raises RuntimeError: for a namespace package, which has no single folder
    """
    file = getattr(sys.modules.get(import_name), "__file__", None)
    if file is not None:
        return str(os.path.dirname(os.path.abspath(file)))

    loader = _find_loader(import_name)
    if loader is None:
        return os.getcwd()
    if hasattr(loader, "get_filename"):
        file = loader.get_filename(import_name)
    else:
        __import__(import_name)
        file = getattr(sys.modules[import_name], "__file__", None)

    if file is None:
        raise RuntimeError(
            f"The root path of {import_name!r} can't be found: it is a namespace package, or its"
            " loader doesn't tell its file. Pass 'root_path' with the folder to use."
        )
    return str(os.path.dirname(os.path.abspath(file)))


def _find_loader(import_name: str) -> t.Any:
    import importlib.util

    try:
        spec = importlib.util.find_spec(import_name)
    except (ImportError, ValueError):
        # ValueError: a module without __spec__, such as __main__ in a shell.
        return None
    return None if spec is None else spec.loader


def find_package(import_name: str) -> tuple[str | None, str]:
    """Find what an application is installed below.

    :return: the installation prefix (``None`` if it isn't installed) and the folder that is on
        the import path
    """
    folder = _import_folder(import_name)
    prefix = os.path.abspath(sys.prefix)
    if _is_below(folder, prefix):
        return prefix, folder

    parent, name = os.path.split(folder)
    if name.lower() != "site-packages":
        return None, folder
    grandparent, parent_name = os.path.split(parent)
    if parent_name.lower() == "lib":  # Windows: prefix\Lib\site-packages
        return grandparent, folder
    if os.path.basename(grandparent).lower() == "lib":  # prefix/lib/python3.x/site-packages
        return os.path.dirname(grandparent), folder
    return parent, folder


def _is_below(path: str, folder: str) -> bool:
    try:
        return os.path.commonpath([path, folder]) == folder
    except ValueError:  # different drives
        return False


def _import_folder(import_name: str) -> str:
    """The entry of the import path that a top level module or package was found in."""
    import importlib.util

    root_name = import_name.partition(".")[0]
    try:
        spec = importlib.util.find_spec(root_name)
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        return os.getcwd()

    if spec.submodule_search_locations:
        if spec.origin in {None, "namespace"}:
            return os.path.dirname(_namespace_location(import_name, spec))
        return os.path.dirname(os.path.dirname(spec.origin))
    return os.path.dirname(spec.origin) if spec.has_location and spec.origin else os.getcwd()


def _namespace_location(import_name: str, spec: t.Any) -> str:
    """The portion of a namespace package that contains ``import_name``."""
    import importlib.util

    locations: list[str] = list(spec.submodule_search_locations)
    inner = importlib.util.find_spec(import_name) if "." in import_name else None
    origins: list[str] = []
    if inner is not None:
        origins = [inner.origin] if inner.origin else list(inner.submodule_search_locations or ())
    for location in locations:
        if any(_is_below(origin, location) for origin in origins):
            return location
    return locations[0]


def instance_path_for(import_name: str) -> str:
    """The default instance folder: beside the package, or below ``var`` when it is installed."""
    prefix, folder = find_package(import_name)
    if prefix is None:
        return os.path.join(folder, "instance")
    return os.path.join(prefix, "var", f"{import_name}-instance")
