"""Facts about Python objects, as JSON-able data that two packages can be compared by."""

from __future__ import annotations

import functools
import inspect
import typing as t
from datetime import timedelta

import werkzeug.utils
from blinker import Signal
from click import Command, Option
from werkzeug.local import LocalProxy

Fact = dict[str, t.Any]

_CACHED = (functools.cached_property, werkzeug.utils.cached_property)


def literal(value: t.Any) -> t.Any:
    """A value that stands for itself, or for values without one a word for its kind."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (bytes, timedelta)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return [literal(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(literal(item) for item in value)
    if isinstance(value, t.Mapping):
        return {str(key): literal(item) for key, item in value.items()}
    if isinstance(value, type):
        return f"<class {value.__name__}>"
    return "<function>" if callable(value) else "<object>"


def parameters(function: t.Any, *, bound: bool = False) -> list[t.Any] | None:
    """Names, kinds and defaults; ``None`` for what has no signature to look at.

    :param bound: leave out the first one
    """
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return None
    result = []
    for parameter in list(signature.parameters.values())[bound:]:
        entry: list[t.Any] = [parameter.name, parameter.kind.name]
        if parameter.default is not parameter.empty:
            entry.append(literal(parameter.default))
        result.append(entry)
    return result


def origin(value: t.Any) -> str | None:
    """The top package that a module, class or function is from; ``None`` for other values."""
    name: str | None = None
    if inspect.ismodule(value):
        name = value.__name__
    elif isinstance(value, type) or inspect.isroutine(value):
        name = value.__module__
    return None if name is None else name.partition(".")[0]


def describe_name(value: t.Any, package: str) -> Fact:
    """The fact about a name of a module; members of classes are facts of their own."""
    if issubclass(type(value), LocalProxy):  # isinstance() would look through it
        return {"kind": "proxy"}
    if isinstance(value, Signal):
        return {"kind": "signal", "name": getattr(value, "name", None)}
    if isinstance(value, Command):
        return {"kind": f"command {type(value).__name__}"}
    if isinstance(value, Option):
        return {"kind": "option"}
    if origin(value) not in {None, package}:
        return {"kind": "borrowed"}
    if inspect.ismodule(value):
        return {"kind": "module"}
    if isinstance(value, type):
        return {"kind": "class", "bases": bases(value, package)}
    if inspect.isroutine(value):
        return {"kind": "function", "parameters": parameters(value)}
    return {"kind": "value"}


def bases(cls: type, package: str) -> list[str]:
    """The public classes it inherits from, its own package's by their bare names."""
    result = []
    for base in cls.__mro__[1:]:
        if base.__name__.startswith("_") or base.__module__ in {"builtins", "typing", "abc"}:
            continue
        root = base.__module__.partition(".")[0]
        result.append(base.__name__ if root == package else f"{root}:{base.__name__}")
    return result


def describe_member(cls: type, name: str) -> Fact:
    """The fact about an attribute of a class.

    How a value comes about doesn't matter to those who use it, only whether it can be set.

    :raises AttributeError: there is none
    """
    value = inspect.getattr_static(cls, name)
    if isinstance(value, (classmethod, staticmethod)):
        kind = type(value).__name__
        return {"kind": kind, "parameters": parameters(value.__func__, bound=kind[0] == "c")}
    if inspect.isfunction(value):
        return {"kind": "method", "parameters": parameters(value, bound=True)}
    if isinstance(value, _CACHED):
        return {"kind": "value", "settable": True}
    if isinstance(value, property):
        return {"kind": "value", "settable": value.fset is not None}
    if hasattr(type(value), "__get__"):
        value = getattr(cls, name)
        if not isinstance(value, type):
            return {"kind": "value", "settable": True}
    return {"kind": "value", "settable": True, "value": literal(value)}
