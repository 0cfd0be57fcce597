"""Values with their types, for comparisons in which ``1``, ``1.0`` and ``True`` differ."""

from __future__ import annotations

import typing as t


def exact(value: t.Any) -> t.Any:
    """What equals another value's only if both and all that they hold are of the same types."""
    if isinstance(value, t.Mapping):
        return type(value), {key: exact(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value), [exact(item) for item in value]
    return type(value), repr(value)


def outcome(f: t.Callable[[], t.Any]) -> t.Any:
    """What a call returns, or the type of what it raises."""
    try:
        return f()
    except Exception as error:
        return type(error)
