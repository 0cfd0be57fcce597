"""How many cases are alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .comparison import Difference


@dataclass
class Score:
    cases: set[str] = field(default_factory=set)
    allowed: set[str] = field(default_factory=set)
    differing: set[str] = field(default_factory=set)

    def add(
        self,
        base: str,
        cases: Iterable[str],
        found: Iterable[Difference],
        left: Iterable[Difference],
    ) -> None:
        """Count the cases of a group.

        :param base: where the application is mounted.
        :param cases: their names, with the group's.
        :param found: all differences.
        :param left: those that nothing allows.
        """
        self.cases.update(base + case for case in cases)
        self.differing.update(base + difference.case for difference in left)
        self.allowed.update(base + difference.case for difference in found)
        self.allowed -= self.differing

    def __str__(self) -> str:
        equal = len(self.cases) - len(self.allowed) - len(self.differing)
        return (
            f"{equal} cases equal, {len(self.allowed)} equal but for what is allowed, "
            f"{len(self.differing)} different, {len(self.cases)} in all"
        )
