"""Data of one thread: here of one request, or of the main thread while nothing is answered yet."""

from __future__ import annotations

import typing as t
from collections.abc import Callable
from weakref import ref

from .thread_identity import current_owner


class local:  # noqa: N801 -- takes the place of threading.local
    """An object as :class:`threading.local` is. What a request sets is gone when it is over.

    A subclass's ``__init__`` is called for each request that uses the object, with the arguments
    that it was made with.
    """

    __slots__ = ("__dict__", "__weakref__", "_local__states")

    def __new__(cls, /, *args: t.Any, **kwargs: t.Any) -> t.Self:
        if (args or kwargs) and cls.__init__ is object.__init__:
            raise TypeError("Initialization arguments are not supported")
        self = object.__new__(cls)
        states = _States(self, args, kwargs)
        object.__setattr__(self, "_local__states", states)
        states.adopt(current_owner(), object.__getattribute__(self, "__dict__"))
        return self

    def __getattribute__(self, name: str) -> t.Any:
        object.__getattribute__(self, "_local__states").switch(self)
        return object.__getattribute__(self, name)

    def __setattr__(self, name: str, value: t.Any) -> None:
        _refuse_dict(self, name)
        object.__getattribute__(self, "_local__states").switch(self)
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        _refuse_dict(self, name)
        object.__getattribute__(self, "_local__states").switch(self)
        object.__delattr__(self, name)


def _refuse_dict(self: local, name: str) -> None:
    if name == "__dict__":
        raise AttributeError(f"{type(self).__name__!r} object attribute '__dict__' is read-only")


class _States:
    """The attributes of one object, owner by owner. The object itself has the current owner's."""

    def __init__(self, whose: local, args: tuple[t.Any, ...], kwargs: dict[str, t.Any]) -> None:
        self._whose = ref(whose)
        self._arguments = args, kwargs
        self._by_owner: dict[ref[t.Any], dict[str, t.Any]] = {}
        self._current: Callable[[], object] = lambda: None

    def adopt(self, owner: object, attributes: dict[str, t.Any]) -> None:
        """Begin the attributes of another owner, who has them until it ends."""
        self._current = key = ref(owner, self._forget)
        self._by_owner[key] = attributes

    def switch(self, whose: local) -> None:
        """Give the object the attributes of the current owner."""
        owner = current_owner()
        if self._current() is owner:
            return
        attributes = self._by_owner.get(ref(owner))
        if attributes is not None:
            self._current = ref(owner)
            object.__setattr__(whose, "__dict__", attributes)
            return
        attributes = {}
        self.adopt(owner, attributes)
        object.__setattr__(whose, "__dict__", attributes)
        args, kwargs = self._arguments
        type(whose).__init__(whose, *args, **kwargs)

    def _forget(self, owner: ref[t.Any]) -> None:
        attributes = self._by_owner.pop(owner, None)
        whose = self._whose()
        if whose is not None and object.__getattribute__(whose, "__dict__") is attributes:
            object.__setattr__(whose, "__dict__", {})
