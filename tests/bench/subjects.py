"""What is measured: applications with the requests that they are measured by."""

from __future__ import annotations

import gc
import importlib
import time
import typing as t
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from .errors import MissingError, UnequalAnswersError
from .stats import Comparison, compare
from .workloads import Workload
from .wsgi_client import Answer, ask, ask_often, make_environ

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

#: Seconds of CPU time that a subject gets in one round.
SLICE = 0.02
_WARM_UP_CALLS = 3
# What differs between two runs of one framework, too.
_VOLATILE_HEADERS = frozenset({"date", "set-cookie"})


@dataclass(frozen=True)
class Subject:
    """An application together with the request it is measured by."""

    app: WSGIApplication
    environ: dict[str, t.Any]
    body: bytes
    whole: bool = True

    @classmethod
    def prepare(cls, workload: Workload, api: ModuleType, folder: Path) -> Subject:
        """Build a workload's application with a framework."""
        return cls.of(workload, workload.build(api, folder))

    @classmethod
    def of(cls, workload: Workload, app: WSGIApplication) -> Subject:
        """An application that is there already, and a workload's request for it."""
        cookies = ""
        if workload.login is not None:
            login = ask(app, make_environ(workload.login), workload.login.body)
            cookies = login.cookies()
        environ = make_environ(workload.call, cookies)
        return cls(app, environ, workload.call.body, workload.whole)

    def answer(self) -> Answer:
        """Ask once."""
        return ask(self.app, self.environ, self.body)

    def measure(self, times: int) -> float:
        """CPU time in seconds for so many requests."""
        gc.collect()
        gc.disable()
        try:
            start = time.process_time()
            ask_often(self.app, self.environ, self.body, times, self.whole)
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


def find_frameworks() -> tuple[ModuleType, ModuleType]:
    """hipflask and the real Flask.

    :raises MissingError: Flask is not installed, or hipflask stands in for it
    """
    return importlib.import_module("hipflask"), find_flask()


def check(workload: Workload, ours: Subject, theirs: Subject) -> None:
    """Warm both up, and see that they do the same.

    :raises UnequalAnswersError: they don't
    """
    for _ in range(_WARM_UP_CALLS):
        a, b = ours.answer(), theirs.answer()
        if a.status != workload.call.status:
            raise UnequalAnswersError(
                f"{workload.name} is answered {a.status}, not {workload.call.status}."
            )
        if (a.status, a.body, _stable(a)) != (b.status, b.body, _stable(b)):
            raise UnequalAnswersError(
                f"{workload.name} is answered\n  {a}\nby hipflask, and\n  {b}\nby the other."
            )


def _stable(answer: Answer) -> list[tuple[str, str]]:
    pairs = [(name.lower(), value) for name, value in answer.headers]
    return sorted(pair for pair in pairs if pair[0] not in _VOLATILE_HEADERS)


def compare_subjects(name: str, ours: Subject, theirs: Subject, rounds: int) -> Comparison:
    """Measure in turns: each round lets the other begin.

    :return: CPU time in µs a request; the ratio is their time by ours, so that 2 means twice as
        many requests
    """
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


def _calibrate(subject: Subject) -> int:
    """How many requests fill a slice."""
    times = 1
    while (taken := subject.measure(times)) < SLICE / 4:
        times *= 2
    return max(1, round(times * SLICE / taken))
