"""Where two results differ, and which of that the table allows."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from .allowed import Allowed

Results = dict[str, t.Any]

ABSENT = "(absent)"


@dataclass(frozen=True)
class Difference:
    """One place in a case's result.

    :param case: group and name of the case.
    :param place: the keys that lead to it, joined by dots.
    """

    case: str
    place: str
    native: t.Any
    export: t.Any

    def __str__(self) -> str:
        shown = f"{_short(self.native)}  →  {_short(self.export)}"
        return f"{self.case}: {self.place or 'result'}: {shown}"


def compare(group: str, native: Results, export: Results) -> list[Difference]:
    """Return all differences between the results of a group's cases."""
    found = []
    for name in native.keys() | export.keys():
        pairs = _differing(native.get(name, ABSENT), export.get(name, ABSENT), ())
        found += [Difference(f"{group}/{name}", place, *values) for place, *values in pairs]
    return sorted(found, key=lambda difference: (difference.case, difference.place))


def sort_out(
    differences: Sequence[Difference], table: Sequence[Allowed]
) -> tuple[list[Difference], set[Allowed]]:
    """Return the differences that nothing allows, and the entries that allowed one."""
    used: set[Allowed] = set()
    left = []
    for difference in differences:
        fitting = [entry for entry in table if _fits(entry, difference)]
        used.update(fitting)
        if not fitting:
            left.append(difference)
    return left, used


def _fits(entry: Allowed, difference: Difference) -> bool:
    return any(fnmatchcase(difference.case, case) for case in entry.cases) and any(
        fnmatchcase(difference.place, place) for place in entry.places
    )


def _differing(
    native: t.Any, export: t.Any, place: tuple[str, ...]
) -> Iterator[tuple[str, t.Any, t.Any]]:
    if isinstance(native, dict) and isinstance(export, dict):
        for key in native.keys() | export.keys():
            yield from _differing(native.get(key, ABSENT), export.get(key, ABSENT), (*place, key))
    elif isinstance(native, list) and isinstance(export, list) and len(native) == len(export):
        for index, (one, other) in enumerate(zip(native, export, strict=True)):
            yield from _differing(one, other, (*place, str(index)))
    elif native != export or type(native) is not type(export):
        yield ".".join(place), native, export


def _short(value: t.Any) -> str:
    text = repr(value)
    return text if len(text) <= 160 else f"{text[:157]}…"
