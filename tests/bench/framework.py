"""Throughput of hipflask and Flask, in one process and by the same applications."""

from __future__ import annotations

import tempfile
import typing as t
from pathlib import Path

from . import floor
from .stats import Comparison
from .subjects import Subject, check, compare_subjects, find_frameworks
from .workloads import WORKLOADS, write_files


def run(
    rounds: int, names: t.Collection[str] = (), progress: t.Callable[[str], None] = print
) -> list[Comparison]:
    """Measure the workloads with both frameworks.

    :param rounds: pairs of measurements for each workload
    :param names: of the workloads; all by default
    :param progress: is told what is measured
    :return: CPU time in µs a request; the ratios are Flask's time by hipflask's, so that 2 means
        twice as many requests
    :raises MissingError: the real Flask is not installed
    :raises UnequalAnswersError: the frameworks answer differently
    """
    frameworks = find_frameworks()
    chosen = [w for w in WORKLOADS if not names or w.name in names]
    results: list[Comparison] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder)
        for workload in chosen:
            progress(f"{workload.name}: {rounds} rounds")
            ours, theirs = (Subject.prepare(workload, api, folder) for api in frameworks)
            check(workload, ours, theirs)
            results.append(compare_subjects(workload.name, ours, theirs, rounds))
    return results


def run_floor(
    rounds: int, names: t.Collection[str] = (), progress: t.Callable[[str], None] = print
) -> list[Comparison]:
    """Measure the workloads that bare Werkzeug does, too: the floor that no framework goes below.

    :return: like :func:`run`, but the ratios are Werkzeug's time by hipflask's
    """
    hipflask, _ = find_frameworks()
    results: list[Comparison] = []
    for workload in WORKLOADS:
        build = floor.APPLICATIONS.get(workload.name)
        if build is None or (names and workload.name not in names):
            continue
        progress(f"{workload.name} by bare Werkzeug: {rounds} rounds")
        ours = Subject.prepare(workload, hipflask, Path.cwd())
        theirs = Subject.of(workload, build())
        check(workload, ours, theirs)
        results.append(compare_subjects(workload.name, ours, theirs, rounds))
    return results
