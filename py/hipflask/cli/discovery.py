"""From what the user typed to the application: find its module, import it, pick the object."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
import typing as t
from pathlib import Path
from types import ModuleType

from .errors import AppImportError, NoAppException
from .pick import find_app_by_string, find_best_app
from .target import Found, find_application, module_of_file

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = [
    "AppImportError",
    "Found",
    "NoAppException",
    "find_app_by_string",
    "find_application",
    "find_best_app",
    "import_found",
    "load_application",
    "load_found",
    "locate_app",
    "prepare_import",
]


def load_application(
    spec: str | None = None, cwd: str | os.PathLike[str] | None = None
) -> WSGIApplication:
    """Import the module that *spec* names and return its application.

    :param spec: see :func:`find_application`.
    :param cwd: the folder that paths and local modules are relative to, by default the current.
        It, or the application's own import root, goes to the front of ``sys.path``.
    :raises NoAppException: when there is no such module, or no application in it.
    :raises AppImportError: when the application's own code raises.
    """
    return load_found(find_application(spec, cwd), cwd)


def load_found(found: Found, cwd: str | os.PathLike[str] | None = None) -> WSGIApplication:
    """Import the module that was *found* and return its application.

    :raises NoAppException: when there is no application in it.
    :raises AppImportError: when the application's own code raises.
    """
    module = import_found(found, cwd)
    try:
        if found.attribute is None:
            return find_best_app(module)
        return find_app_by_string(module, found.attribute)
    except NoAppException:
        raise
    except Exception as error:
        doing = f"calling the factory in {found.spec!r}"
        raise _application_raised(error, doing, found.path) from error


def import_found(found: Found, cwd: str | os.PathLike[str] | None = None) -> ModuleType:
    """Import the module that was *found*.

    :raises AppImportError: when the application's own code raises.
    """
    _put_first(
        str(Path(cwd if cwd is not None else "").resolve() if found.installed else found.root)
    )
    return _import(found)


def locate_app(
    module_name: str, app_name: str | None, raise_if_not_found: bool = True
) -> WSGIApplication | None:
    """Import *module_name* and return the application in it that *app_name* names.

    :param app_name: an attribute or a factory call, or ``None`` to look for the best.
    :param raise_if_not_found: when false, a missing module gives ``None``.
    :raises NoAppException: when the module is missing, fails to import or has no application.
    """
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        if isinstance(error, ModuleNotFoundError) and _is_itself(error.name, module_name):
            if raise_if_not_found:
                raise NoAppException(
                    f"There is no module {module_name!r} on sys.path. Check the spelling."
                ) from None
            return None
        raise _application_raised(error, f"importing {module_name!r}", None) from error
    if app_name is None:
        return find_best_app(module)
    return find_app_by_string(module, app_name)


def prepare_import(path: str) -> str:
    """Make the module in the file *path* importable and return its dotted name.

    The folder above its outermost package is put at the front of ``sys.path``. The suffix
    ``.py`` may be missing; the file need not exist.
    """
    file = Path(path).resolve()
    if file.suffix != ".py":
        file = file / "__init__.py" if file.is_dir() else file.with_name(f"{file.name}.py")
    if file.name == "__init__.py" and not file.exists():
        file = file.parent.with_suffix(".py")
    module, _, root, _ = module_of_file(file)
    _put_first(str(root))
    return module


def _put_first(folder: str) -> None:
    if sys.path[:1] != [folder]:
        sys.path.insert(0, folder)


def _import(found: Found) -> ModuleType:
    try:
        module = importlib.import_module(found.module)
    except Exception as error:
        raise _application_raised(error, f"importing {found.module!r}", found.path) from error
    file = getattr(module, "__file__", None)
    expected = found.path / "__init__.py" if found.path.is_dir() else found.path
    if file and os.path.exists(file) and expected.exists() and not os.path.samefile(file, expected):
        raise NoAppException(
            f"{str(found.path)!r} cannot be imported as {found.module!r}: that name belongs to"
            f" {file!r}, which was imported before.\nGive your module another name."
        )
    return module


def _is_itself(missing: str | None, name: str) -> bool:
    """Tell whether the module that was *missing* is *name* or a package around it."""
    return missing is not None and f"{name}.".startswith(f"{missing}.")


def _application_raised(error: Exception, doing: str, path: Path | None) -> AppImportError:
    detail = _traceback_from_application(error)
    hint = _import_hint(error)
    where = f" ({path})" if path else ""
    message = f"{doing[0].upper()}{doing[1:]}{where} failed:\n\n{detail}"
    return AppImportError(
        f"{message}\n{hint}" if hint else message, doing=doing, detail=detail, hint=hint
    )


def _traceback_from_application(error: Exception) -> str:
    """Format *error* without the frames of this package and of the import system."""
    frames = error.__traceback__
    here = os.path.dirname(__file__)
    while frames is not None:
        file = frames.tb_frame.f_code.co_filename
        # Frames of importlib itself, frozen or not, tell the reader nothing either.
        if not (
            os.path.dirname(file) == here
            or file.startswith("<frozen importlib")
            or file == importlib.__file__
        ):
            break
        frames = frames.tb_next
    return "".join(traceback.format_exception(type(error), error, frames)).rstrip()


def _import_hint(error: Exception) -> str:
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return ""
    package = error.name.partition(".")[0]
    return (
        f"The application needs the module {error.name!r}, which is not installed for"
        f" {sys.executable or 'this Python'}. If it comes from a package index: 'pip install"
        f" {package}' (the package may go by another name). If it is your own, check its spelling"
        " and that its folder is where the import expects it."
    )
