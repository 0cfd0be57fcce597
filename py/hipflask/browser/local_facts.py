"""What Python knows of where it is: the visitor's language and time zone.

Both are renewed at each start. A module that reads them while it is imported keeps what it has
read, so that a copy of the memory would have it of another time, or of another device.
"""

from __future__ import annotations

import os
import time
import typing as t
from collections import UserDict
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

#: The variable that :func:`hipflask.browser.bridge.awake` sets, as the environment has it.
_LANGUAGE = b"LANG"
_TIME_ZONE = frozenset({"timezone", "altzone", "daylight", "tzname"})


class Readings:
    """Whether any of it was read."""

    any = False


@contextmanager
def watching() -> Iterator[Readings]:
    """Tell afterwards what was read meanwhile."""
    readings = Readings()

    class Variables(UserDict[bytes, bytes]):
        def __getitem__(self, name: bytes) -> bytes:
            readings.any |= name == _LANGUAGE
            return super().__getitem__(name)

    class Time(ModuleType):
        def __getattribute__(self, name: str) -> t.Any:
            readings.any |= name in _TIME_ZONE
            return super().__getattribute__(name)

    environment = t.cast("t.Any", os.environ)
    variables = getattr(environment, "_data", None)
    if variables is None:  # the application has put something else in its place
        readings.any = True
        yield readings
        return
    environment._data = Variables()
    environment._data.data = variables  # not a copy: os.environb has the same
    time.__class__ = Time
    try:
        yield readings
    finally:
        time.__class__ = ModuleType
        environment._data = variables
