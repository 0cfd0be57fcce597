"""What may differ between the native server and an export, each with its reason.

An entry that no longer occurs makes the suite fail, so that this table stays true.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Allowed:
    """A difference that is not a mistake.

    :param cases: patterns of ``group/case``, as of :mod:`fnmatch`.
    :param places: patterns of places in the result, keys joined by dots.
    :param reason: why it cannot be, or need not be, otherwise.
    :param engines: where it occurs; an empty tuple means everywhere.
    """

    cases: tuple[str, ...]
    places: tuple[str, ...]
    reason: str
    engines: tuple[str, ...] = ()


TABLE: tuple[Allowed, ...] = ()


def table_for(engine: str) -> tuple[Allowed, ...]:
    """Return the entries that hold for an engine."""
    return tuple(entry for entry in TABLE if not entry.engines or engine in entry.engines)
