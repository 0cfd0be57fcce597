"""Compares two descriptions, and sorts the differences into allowed ones and others."""

from __future__ import annotations

import typing as t
from fnmatch import fnmatchcase

from .allowed import ALLOWED
from .introspection import Description


class Difference(t.TypedDict):
    """One thing that is not as it is in the reference."""

    where: str
    #: ``missing``, or which part of the fact differs.
    what: str
    expected: t.Any
    found: t.Any


class Report(t.TypedDict):
    """What came out, as JSON-able data."""

    compared: int
    differences: list[Difference]
    #: Those that are meant, by the reason.
    allowed: dict[str, list[Difference]]
    #: Entries of the table that no difference needs any longer.
    unused: list[str]


def differences(reference: Description, ours: Description) -> t.Iterator[Difference]:
    """Everything of the reference that is missing or otherwise; more than it has is no matter."""
    for where, expected in reference.items():
        found = ours.get(where)
        if found is None:
            yield Difference(where=where, what="missing", expected=expected, found=None)
            continue
        if expected.get("kind") == "borrowed":
            continue  # what stands in for it is not Flask's matter
        for what, value in expected.items():
            other = found.get(what)
            same = not set(value) - set(other or ()) if what == "bases" else other == value
            if not same:
                yield Difference(where=where, what=what, expected=value, found=other)


def report(reference: Description, ours: Description) -> Report:
    """Compare, and look each difference up in the table of allowed ones."""
    result = Report(compared=len(reference), differences=[], allowed={}, unused=[])
    used = set()
    for difference in differences(reference, ours):
        for pattern, (what, reason) in ALLOWED.items():
            if _matches(difference, pattern, what, reference):
                result["allowed"].setdefault(reason, []).append(difference)
                used.add(pattern)
                break
        else:
            result["differences"].append(difference)
    result["unused"] = [pattern for pattern in ALLOWED if pattern not in used]
    return result


def _matches(difference: Difference, pattern: str, what: str, reference: Description) -> bool:
    place, _, kind = pattern.partition(" is ")
    if kind and reference[difference["where"]].get("kind") != kind:
        return False
    return difference["what"] == what and fnmatchcase(difference["where"], place)
