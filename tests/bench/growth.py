"""What becomes of speed with many routes, and of memory with many requests."""

from __future__ import annotations

import gc
import importlib
import typing as t
from functools import partial
from pathlib import Path

from .memory import resident_kilobytes
from .stats import Comparison
from .subjects import Subject, check, compare_subjects, find_frameworks
from .workloads import WORKLOADS, Workload, routes
from .wsgi_client import Call, ask_often

ROUTES = (10, 100, 1000, 5000)
_SAMPLES = 10


def run_routes(
    counts: t.Sequence[int], rounds: int, progress: t.Callable[[str], None] = print
) -> list[Comparison]:
    """Ask applications with more and more routes for the one in the middle.

    :param counts: of the routes
    :return: CPU time in µs a request; the ratios are Flask's time by hipflask's
    """
    frameworks = find_frameworks()
    results = []
    for count in counts:
        name = f"{count} routes"
        progress(f"{name}: {rounds} rounds")
        call = Call(f"/library-{count // 2}/novels/42")
        workload = Workload(name, partial(routes, count=count), call)
        ours, theirs = (Subject.prepare(workload, api, Path.cwd()) for api in frameworks)
        check(workload, ours, theirs)
        results.append(compare_subjects(name, ours, theirs, rounds))
    return results


def run_requests(
    requests: int, progress: t.Callable[[str], None] = print
) -> list[tuple[int, float]]:
    """Send many requests of several kinds to hipflask, and look at its memory meanwhile.

    :return: after so many requests, so many kB more than after the first tenth of them
    """
    hipflask = importlib.import_module("hipflask")
    kinds = [w for w in WORKLOADS if w.name in {"hello", "session-write", "not-found", "hooks"}]
    subjects = [Subject.prepare(workload, hipflask, Path.cwd()) for workload in kinds]
    share = max(1, requests // _SAMPLES // len(subjects))
    samples: list[tuple[int, float]] = []
    for sample in range(1, _SAMPLES + 1):
        progress(f"memory: {sample} of {_SAMPLES}")
        for subject in subjects:
            ask_often(subject.app, subject.environ, subject.body, share)
        gc.collect()
        samples.append((sample * share * len(subjects), resident_kilobytes()))
    first = samples[0][1]
    return [(count, kilobytes - first) for count, kilobytes in samples]
