"""Figures of repeated measurements that are robust against a busy machine."""

from __future__ import annotations

import statistics
import typing as t
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Comparison:
    """Two series measured in turns, so that what slowed one slowed its partner too.

    :param hipflask: the median of our series
    :param reference: the median of the other
    :param ratio: the median of the ratios of partners, not the ratio of the medians
    :param low: lower quartile of these ratios
    :param high: upper quartile of these ratios
    :param rounds: number of pairs
    """

    name: str
    unit: str
    hipflask: float
    reference: float
    ratio: float
    low: float
    high: float
    rounds: int

    def as_dict(self) -> dict[str, t.Any]:
        """The same for JSON."""
        return asdict(self)


def compare(
    name: str,
    unit: str,
    ours: t.Sequence[float],
    theirs: t.Sequence[float],
    ratio: t.Callable[[float, float], float],
) -> Comparison:
    """Compare two series of equal length, pair by pair.

    :param ratio: called with our value and theirs
    """
    ratios = [ratio(a, b) for a, b in zip(ours, theirs, strict=True)]
    low, middle, high = (
        statistics.quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
    )
    return Comparison(
        name=name,
        unit=unit,
        hipflask=statistics.median(ours),
        reference=statistics.median(theirs),
        ratio=middle,
        low=low,
        high=high,
        rounds=len(ratios),
    )
