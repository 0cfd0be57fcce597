"""An application cannot tell a browser's service worker from a native server, nor can its pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .allowed import table_for
from .comparison import Difference, compare, sort_out
from .driving import Driver
from .groups import GROUPS, GROUPS_BELOW, NOT_RUN, groups_of
from .score import Score

#: Differences that a failure shows.
_SHOWN = 40


def examine(driver: Driver, base: str, group: str, score: Score) -> list[Difference]:
    """Run a group and return the differences that the table does not allow."""
    native, export = driver.results(group)
    found = compare(group, native, export)
    left, _ = sort_out(found, table_for(driver.engine.name))
    score.add(base, (f"{group}/{name}" for name in native), found, left)
    return left


def told(left: list[Difference]) -> str:
    lines = [str(difference) for difference in left[:_SHOWN]]
    more = len(left) - len(lines)
    return "\n".join([*lines, f"… and {more} more"] if more else lines)


@pytest.mark.parametrize("group", GROUPS)
def test_group(drive: Callable[[str], Driver], score: Score, group: str) -> None:
    driver = drive("/")
    if reason := NOT_RUN.get((driver.engine.name, group)):
        pytest.skip(reason)
    left = examine(driver, "/", group, score)
    assert not left, told(left)


@pytest.mark.parametrize("group", GROUPS_BELOW)
def test_group_below_a_path(drive: Callable[[str], Driver], score: Score, group: str) -> None:
    left = examine(drive("/sub/path/"), "/sub/path/", group, score)
    assert not left, told(left)


def test_all_groups_are_run(drive: Callable[[str], Driver]) -> None:
    assert drive("/").groups() == list(GROUPS)


def test_what_is_allowed_occurs(drive: Callable[[str], Driver]) -> None:
    """The table is true: what no longer differs must be taken out of it."""
    driver = drive("/")
    table = table_for(driver.engine.name)
    found: list[Difference] = []
    for group in groups_of(driver.engine.name):
        found += compare(group, *driver.results(group))
    for group in GROUPS_BELOW:
        found += compare(group, *drive("/sub/path/").results(group))
    _, used = sort_out(found, table)
    assert [entry for entry in table if entry not in used and not entry.by_chance] == []
