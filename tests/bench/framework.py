"""Throughput of hipflask and Flask, in one process and by the same applications."""

from __future__ import annotations

import gc
import importlib
import tempfile
import time
import typing as t
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from .errors import MissingError, UnequalAnswersError
from .stats import Comparison, compare
from .workloads import WORKLOADS, Workload, write_files
from .wsgi_client import Answer, ask, ask_often, make_environ

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

#: Seconds of CPU time that a framework gets for one workload in one round.
SLICE = 0.02
_WARM_UP_CALLS = 3
# What differs between two runs of one framework, too.
_VOLATILE_HEADERS = frozenset({"date", "set-cookie"})


@dataclass(frozen=True)
class _Subject:
    """An application together with the request it is measured by."""

    app: WSGIApplication
    environ: dict[str, t.Any]
    body: bytes

    @classmethod
    def prepare(cls, workload: Workload, api: ModuleType, folder: Path) -> _Subject:
        app = workload.build(api, folder)
        cookies = ""
        if workload.login is not None:
            login = ask(app, make_environ(workload.login), workload.login.body)
            cookies = login.cookies()
        return cls(app, make_environ(workload.call, cookies), workload.call.body)

    def answer(self) -> Answer:
        return ask(self.app, self.environ, self.body)

    def measure(self, times: int) -> float:
        """CPU time in seconds for so many requests."""
        gc.collect()
        gc.disable()
        try:
            start = time.process_time()
            ask_often(self.app, self.environ, self.body, times)
            return time.process_time() - start
        finally:
            gc.enable()


def find_flask() -> ModuleType:
    """The real Flask.

    :raises MissingError: it is not installed, or hipflask stands in for it
    """
    try:
        flask = importlib.import_module("flask")
    except ModuleNotFoundError:
        raise MissingError("Flask is not installed: pip install flask.") from None
    if flask.Flask.__module__.partition(".")[0] != "flask":
        raise MissingError("hipflask stands in for Flask here: pip install flask.")
    return flask


def run(
    rounds: int, names: t.Collection[str] = (), progress: t.Callable[[str], None] = print
) -> list[Comparison]:
    """Measure the workloads, in turns: each round lets the other framework begin.

    :param rounds: pairs of measurements for each workload
    :param names: of the workloads; all by default
    :param progress: is told what is measured
    :return: CPU time in µs a request; the ratios are Flask's time by hipflask's, so that 2 means
        twice as many requests
    :raises MissingError: the real Flask is not installed
    :raises UnequalAnswersError: the frameworks answer differently
    """
    frameworks = importlib.import_module("hipflask"), find_flask()
    chosen = [w for w in WORKLOADS if not names or w.name in names]
    results = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder)
        for workload in chosen:
            progress(f"{workload.name}: {rounds} rounds")
            ours, theirs = (_Subject.prepare(workload, api, folder) for api in frameworks)
            _check(workload, ours, theirs)
            results.append(_compare(workload.name, ours, theirs, rounds))
    return results


def _check(workload: Workload, ours: _Subject, theirs: _Subject) -> None:
    """Warm both up, and see that they do the same."""
    for _ in range(_WARM_UP_CALLS):
        a, b = ours.answer(), theirs.answer()
        if a.status != workload.call.status:
            raise UnequalAnswersError(
                f"{workload.name} is answered {a.status}, not {workload.call.status}."
            )
        if (a.status, a.body, _stable(a)) != (b.status, b.body, _stable(b)):
            raise UnequalAnswersError(
                f"{workload.name} is answered\n  {a}\nby hipflask, and\n  {b}\nby Flask."
            )


def _stable(answer: Answer) -> list[tuple[str, str]]:
    pairs = [(name.lower(), value) for name, value in answer.headers]
    return sorted(pair for pair in pairs if pair[0] not in _VOLATILE_HEADERS)


def _compare(name: str, ours: _Subject, theirs: _Subject, rounds: int) -> Comparison:
    times = _calibrate(theirs)
    order = [ours, theirs]
    us: list[float] = []
    them: list[float] = []
    for _ in range(rounds):
        taken = {id(subject): subject.measure(times) / times * 1e6 for subject in order}
        us.append(taken[id(ours)])
        them.append(taken[id(theirs)])
        order.reverse()
    return compare(name, "µs", us, them, lambda a, b: b / a)


def _calibrate(subject: _Subject) -> int:
    """How many requests fill a slice."""
    times = 1
    while (taken := subject.measure(times)) < SLICE / 4:
        times *= 2
    return max(1, round(times * SLICE / taken))
