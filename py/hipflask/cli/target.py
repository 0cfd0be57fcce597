"""Where an application lives: from what the user typed to a module, without importing it."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import typing as t
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

from .errors import NoAppException
from .expression import parse_expression, split_spec
from .suggestions import similar_names, suggest_applications

__all__ = ["DEFAULT_FILES", "Found", "find_application", "module_of_file"]

#: Looked for, in this order, when no application is named.
DEFAULT_FILES = ("wsgi.py", "app.py")


@dataclass(frozen=True, slots=True)
class Found:
    """The module that holds an application, known from its files alone."""

    #: Dotted name to import it by.
    module: str
    #: What followed the colon (``"app"``, ``"create_app('x')"``), or ``None``.
    attribute: str | None
    #: The folder that must be on ``sys.path`` for the import to succeed.
    root: Path
    #: The module's file or, for a package, its folder.
    path: Path
    #: Whether it was found through ``sys.path`` rather than below the working directory.
    installed: bool = False

    @property
    def spec(self) -> str:
        """``module`` or ``module:attribute``, to be understood relative to :attr:`root`."""
        return f"{self.module}:{self.attribute}" if self.attribute else self.module

    @property
    def top(self) -> Path:
        """The outermost package's folder, or the file itself when it is in no package."""
        outermost, *inner = self.module.split(".")
        return self.root / outermost if inner else self.path


def find_application(spec: str | None = None, cwd: str | os.PathLike[str] | None = None) -> Found:
    """Find the module that *spec* names, without importing anything.

    :param spec: ``module``, ``module:name``, ``module:factory('x')``, a path to a file or folder,
        or ``None`` for the environment variable ``FLASK_APP`` and then the default files.
    :param cwd: the folder that paths and local modules are relative to, by default the current.
    :raises NoAppException: when there is no such module or *spec* cannot be read.
    """
    folder = Path(cwd if cwd is not None else Path.cwd()).resolve()
    target, expression = split_spec(spec or os.environ.get("FLASK_APP") or "")
    if expression is not None:
        parse_expression(expression)
    # Files may have come and gone since the import system last looked.
    importlib.invalidate_caches()
    module, path, root, installed = _find_target(target, folder)
    return Found(module, expression, root, path, installed)


class _Place(t.NamedTuple):
    module: str
    path: Path
    root: Path
    installed: bool = False


def _find_target(target: str, folder: Path) -> _Place:
    if not target:
        return _default_in(folder)
    if place := _find_file(target, folder):
        return place

    head, tail = os.path.split(target)
    path = Path(os.path.expanduser(folder / target))
    if not tail.endswith(".py") and all(part.isidentifier() for part in tail.split(".")):
        base = Path(os.path.expanduser(folder / head))
        if base.is_dir() and (place := _find_dotted(tail, base, installed=not head)):
            return place
        if not head and not path.is_dir():
            raise _no_module(tail, folder)
    if path.is_dir():
        raise _nothing_in(path, target)
    raise _no_file(path)


def _find_file(target: str, folder: Path) -> _Place | None:
    """Take *target* as a path, with or without ``.py``."""
    path = Path(os.path.expanduser(folder / target))
    if path.is_file():
        if path.suffix != ".py":
            raise NoAppException(f"{str(path)!r} is not a Python file; its name must end in '.py'.")
        return module_of_file(path)
    if (path / "__init__.py").is_file():
        return module_of_file(path / "__init__.py")
    # The import system prefers a module to a folder that is no package, so it comes first.
    if os.path.basename(target) not in ("", ".", ".."):
        beside = path.with_name(f"{path.name}.py")
        if beside.is_file():
            return module_of_file(beside)
    for name in DEFAULT_FILES:
        if (path / name).is_file():
            return module_of_file(path / name)
    return None


def _default_in(folder: Path) -> _Place:
    for name in DEFAULT_FILES:
        if (folder / name).is_file():
            return module_of_file(folder / name)
    raise NoAppException(
        f"No application was named, and {str(folder)!r} has neither 'wsgi.py' nor 'app.py'.\n"
        "Name it with '--app module', '--app module:name' or '--app path/to/file.py', or set the"
        f" environment variable FLASK_APP.{suggest_applications(folder)}"
    )


def module_of_file(path: Path) -> _Place:
    """Name the module in *path* as the packages around it imply.

    :raises NoAppException: when the name has a dot in it, so that no import can reach the file.
    """
    path = path.resolve()
    is_package = path.name == "__init__.py"
    subject = path.parent if is_package else path
    names = [subject.name if is_package else subject.stem]
    root = subject.parent
    while (root / "__init__.py").is_file():
        names.append(root.name)
        root = root.parent
    for name in names:
        if "." in name:
            raise NoAppException(
                f"{str(path)!r} cannot be imported: the dot in {name!r} would mean a package."
                " Rename it."
            )
    return _Place(".".join(reversed(names)), subject, root)


def _find_dotted(name: str, base: Path, *, installed: bool) -> _Place | None:
    """Look *name* up below *base* and, if *installed*, in the rest of ``sys.path``."""
    first, *rest = name.split(".")
    spec = PathFinder.find_spec(first, [str(base)])
    is_local = spec is not None
    if installed and (spec is None or not spec.has_location):
        elsewhere = _installed_spec(first)
        if elsewhere is not None and (spec is None or elsewhere.has_location):
            spec, is_local = elsewhere, False

    qualified = first
    for part in rest:
        if spec is None:
            return None
        if spec.submodule_search_locations is None:
            raise _not_a_package(qualified, name)
        qualified = f"{qualified}.{part}"
        # By its bare name: for a dotted one the finder wants the parent to have been imported.
        spec = PathFinder.find_spec(part, list(spec.submodule_search_locations))
    return _place_of(qualified, spec, installed=not is_local)


def _installed_spec(name: str) -> ModuleSpec | None:
    # For a name without dots this imports nothing.
    try:
        return importlib.util.find_spec(name)
    except ValueError:  # a module that was made by hand has no spec
        return None


def _place_of(name: str, spec: ModuleSpec | None, *, installed: bool) -> _Place | None:
    if spec is None:
        return None
    if not spec.has_location or spec.origin is None:
        return _inside_namespace(name, spec, installed=installed)
    path = Path(spec.origin)
    if spec.submodule_search_locations is not None:
        path = path.parent
    return _Place(name, path, path.parents[name.count(".")], installed)


def _inside_namespace(name: str, spec: ModuleSpec, *, installed: bool) -> _Place | None:
    for location in spec.submodule_search_locations or ():
        for file in DEFAULT_FILES:
            path = Path(location) / file
            if path.is_file():
                root = path.parents[name.count(".") + 1]
                return _Place(f"{name}.{path.stem}", path, root, installed)
    return None


def _no_module(name: str, folder: Path) -> NoAppException:
    return NoAppException(
        f"There is no module {name!r}: neither in {str(folder)!r} nor among the modules of this"
        f" Python ({sys.prefix}).\n"
        "Check the spelling and the folder you are in; for an installed package, activate the"
        f" environment that has it.{similar_names(name, folder)}"
    )


def _not_a_package(module: str, name: str) -> NoAppException:
    attribute = name.removeprefix(f"{module}.")
    return NoAppException(
        f"There is no module {name!r}: {module!r} is a single module, not a package.\n"
        f"For an object in it, write a colon: '{module}:{attribute.partition('.')[0]}'."
    )


def _nothing_in(folder: Path, target: str) -> NoAppException:
    return NoAppException(
        f"The folder {str(folder)!r} holds no application: it has no '__init__.py' (that would"
        " make it a package), no 'wsgi.py' and no 'app.py'.\n"
        f"Name the file: '--app {target.rstrip('/')}/file.py'.{suggest_applications(folder)}"
    )


def _no_file(path: Path) -> NoAppException:
    if not path.parent.is_dir():
        return NoAppException(
            f"There is no {str(path)!r}: the folder {str(path.parent)!r} does not exist.\n"
            "Paths are relative to the folder you are in; check the spelling."
        )
    return NoAppException(
        f"There is no file or folder {str(path)!r}.\n"
        "Check the spelling and the folder you are in."
        f"{similar_names(path.stem, path.parent)}"
    )
