"""Configuration: a dict of upper case keys that can be filled from many kinds of sources."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import typing as t
from types import ModuleType

if t.TYPE_CHECKING:
    from .sansio.app import App

T = t.TypeVar("T")


class ConfigAttribute(t.Generic[T]):
    """An attribute of the application that forwards to a configuration key.

    :param name: the key
    :param get_converter: applied to the value each time it is read
    """

    def __init__(self, name: str, get_converter: t.Callable[[t.Any], T] | None = None) -> None:
        self.__name__ = name
        self.get_converter = get_converter

    @t.overload
    def __get__(self, obj: None, owner: None) -> t.Self: ...
    @t.overload
    def __get__(self, obj: App, owner: type[App]) -> T: ...
    def __get__(self, obj: App | None, owner: type[App] | None = None) -> T | t.Self:
        if obj is None:
            return self
        value = obj.config[self.__name__]
        return value if self.get_converter is None else self.get_converter(value)

    def __set__(self, obj: App, value: t.Any) -> None:
        obj.config[self.__name__] = value


class Config(dict[str, t.Any]):
    """A dict that can be loaded from files, objects and the environment.

    :param root_path: folder that relative file names start from
    :param defaults: initial content
    """

    def __init__(
        self, root_path: str | os.PathLike[str], defaults: dict[str, t.Any] | None = None
    ) -> None:
        super().__init__(defaults or {})
        self.root_path = root_path

    def from_envvar(self, variable_name: str, silent: bool = False) -> bool:
        """Load the Python file that an environment variable names.

        :param silent: return ``False`` instead of failing when the variable is unset or the file
            missing
        :raises RuntimeError: the variable is unset or empty
        """
        filename = os.environ.get(variable_name)
        if filename:
            return self.from_pyfile(filename, silent=silent)
        if silent:
            return False
        raise RuntimeError(
            f"The environment variable {variable_name!r} is not set, so there is no configuration"
            " file to load. Set it to the path of a Python file."
        )

    def from_prefixed_env(
        self, prefix: str = "FLASK", *, loads: t.Callable[[str], t.Any] = json.loads
    ) -> bool:
        """Load every environment variable that starts with ``prefix`` and an underscore.

        Values are decoded as JSON where possible and kept as strings otherwise. A double
        underscore in a name reaches into a nested dict: ``FLASK_MAIL__PORT`` sets
        ``config["MAIL"]["PORT"]``, and replaces a ``FLASK_MAIL`` that is no dict.

        :param loads: decodes one value; any exception keeps the string
        """
        prefix = f"{prefix}_"
        # Sorted, so that FLASK_X comes before FLASK_X__Y and can be reached into.
        for variable in sorted(os.environ):
            if not variable.startswith(prefix):
                continue
            value: t.Any = os.environ[variable]
            with contextlib.suppress(Exception):
                value = loads(value)
            self._set_nested(variable.removeprefix(prefix).split("__"), value)
        return True

    def _set_nested(self, path: list[str], value: t.Any) -> None:
        *parents, last = path
        current: dict[str, t.Any] = self
        for name in parents:
            inner = current.get(name)
            if not isinstance(inner, dict):
                inner = current[name] = {}
            current = inner
        current[last] = value

    def from_pyfile(self, filename: str | os.PathLike[str], silent: bool = False) -> bool:
        """Run a Python file and take the upper case names it defines.

        :param filename: relative to :attr:`root_path`
        :param silent: return ``False`` instead of failing when there is no such file
        :raises OSError: the file can't be read; the message names it
        """
        path = os.path.join(self.root_path, filename)
        module = ModuleType("config")
        module.__file__ = path
        try:
            with open(path, mode="rb") as file:
                source = file.read()
        except OSError as error:
            if silent and error.errno in {errno.ENOENT, errno.EISDIR, errno.ENOTDIR}:
                return False
            error.strerror = f"Unable to load configuration file ({error.strerror})"
            raise
        exec(compile(source, path, "exec"), module.__dict__)
        self.from_object(module)
        return True

    def from_object(self, obj: object | str) -> None:
        """Take the upper case attributes of an object: a module, a class, or the name of one.

        Classes are not instantiated. A name is an import path such as ``"settings.Production"``.

        :raises ImportError: there is nothing of that name
        """
        if isinstance(obj, str):
            from werkzeug.utils import import_string

            obj = import_string(obj)
        for key in dir(obj):
            if key.isupper():
                self[key] = getattr(obj, key)

    def from_file(
        self,
        filename: str | os.PathLike[str],
        load: t.Callable[[t.IO[t.Any]], t.Mapping[str, t.Any]],
        silent: bool = False,
        text: bool = True,
    ) -> bool:
        """Load a file with a function such as ``json.load`` or ``tomllib.load``.

        :param filename: relative to :attr:`root_path`
        :param load: takes the open file, returns a mapping
        :param silent: return ``False`` instead of failing when there is no such file
        :param text: open the file as text; ``tomllib`` wants ``False``
        :raises OSError: the file can't be read; the message names it
        """
        path = os.path.join(self.root_path, filename)
        try:
            with open(path, "r" if text else "rb") as file:
                mapping = load(file)
        except OSError as error:
            if silent and error.errno in {errno.ENOENT, errno.EISDIR}:
                return False
            error.strerror = f"Unable to load configuration file ({error.strerror})"
            raise
        return self.from_mapping(mapping)

    def from_mapping(self, mapping: t.Mapping[str, t.Any] | None = None, **kwargs: t.Any) -> bool:
        """Take the upper case keys of a mapping and of keyword arguments; always ``True``."""
        # Through dict(): pairs are as good as a mapping.
        for source in (dict(mapping or ()), kwargs):
            self.update((key, value) for key, value in source.items() if key.isupper())
        return True

    def get_namespace(
        self, namespace: str, lowercase: bool = True, trim_namespace: bool = True
    ) -> dict[str, t.Any]:
        """The part of the configuration whose keys start with ``namespace``, as a new dict.

        :param lowercase: make the keys lower case
        :param trim_namespace: leave the namespace out of the keys
        """
        result = {}
        for key, value in self.items():
            if not key.startswith(namespace):
                continue
            name = key[len(namespace) :] if trim_namespace else key
            result[name.lower() if lowercase else name] = value
        return result

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {dict.__repr__(self)}>"
