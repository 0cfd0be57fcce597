"""Methods that register something, and so must be called before it is put to use."""

from __future__ import annotations

import typing as t
from functools import update_wrapper

F = t.TypeVar("F", bound=t.Callable[..., t.Any])


def setupmethod(f: F) -> F:
    """Let a method of a scaffold check first that registering is still allowed."""
    name = f.__name__

    def wrapper(self: t.Any, *args: t.Any, **kwargs: t.Any) -> t.Any:
        self._check_setup_finished(name)
        return f(self, *args, **kwargs)

    return t.cast(F, update_wrapper(wrapper, f))


def named_decorator(add: t.Callable[..., None], name_or_function: t.Any) -> t.Any:
    """A decorator that registers with ``add``, or the result of one used without parentheses."""
    if callable(name_or_function):
        add(name_or_function)
        return name_or_function

    def decorator(f: F) -> F:
        add(f, name=name_or_function)
        return f

    return decorator
