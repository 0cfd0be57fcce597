"""What runs inside the browser: the measurement of one workload, just as it is natively."""

from __future__ import annotations

import json
import typing as t

from . import framework

if t.TYPE_CHECKING:
    from .stats import Comparison


def measure(name: str, rounds: int) -> str:
    """Measure a workload by both frameworks, and by bare Werkzeug if that does it too.

    :param rounds: pairs of measurements
    :return: JSON of :meth:`Comparison.as_dict`, in a list for each of the two
    """
    kinds = (framework.run, framework.run_floor)
    return json.dumps([_dicts(run(rounds, [name], lambda _: None)) for run in kinds])


def _dicts(comparisons: t.Iterable[Comparison]) -> list[dict[str, t.Any]]:
    return [comparison.as_dict() for comparison in comparisons]
