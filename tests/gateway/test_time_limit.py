"""How long a request may go on, before and after it was told that its time is up."""

from __future__ import annotations

import signal
import time
import typing as t

import pytest

from hipflask.browser.time_limit import TIDYING_SECONDS, RequestTimeout, TimeLimit

Limited = tuple[TimeLimit, list[float]]


@pytest.fixture
def limited() -> t.Iterator[Limited]:
    """A limit of 10 ms, and the milliseconds that it has had watched."""
    before = signal.getsignal(signal.SIGINT)
    watched: list[float] = []
    limit = TimeLimit(0.01, watched.append)
    limit.install()
    yield limit, watched
    signal.signal(signal.SIGINT, before)


def test_what_has_slipped_through_its_deadline_is_interrupted_soon(limited: Limited) -> None:
    limit, watched = limited
    deadline = limit.new_deadline()
    time.sleep(0.02)
    limit.start(deadline)
    assert watched == [1]


def test_what_was_interrupted_may_tidy_up(limited: Limited) -> None:
    limit, watched = limited
    deadline = limit.new_deadline()
    limit.start(deadline)
    limit.in_application = True
    with pytest.raises(RequestTimeout):
        signal.raise_signal(signal.SIGINT)
    limit.start(deadline)
    assert watched[-1] == pytest.approx(TIDYING_SECONDS * 1000, rel=0.1)


def test_without_a_limit_nothing_is_watched() -> None:
    watched: list[float] = []
    limit = TimeLimit(None, watched.append)
    limit.start(limit.new_deadline())
    limit.stop()
    assert watched == []
