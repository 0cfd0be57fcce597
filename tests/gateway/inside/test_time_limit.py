"""Views and streams that run for too long."""

from __future__ import annotations

import asyncio
import contextlib
import time
import typing as t

import js
import pytest

from hipflask import Flask
from hipflask.browser import Gateway
from hipflask.browser.time_limit import Deadline, TimeLimit

from .requests import get, text_application, together


@pytest.fixture
def limit() -> t.Iterator[TimeLimit]:
    limit = TimeLimit(0.1, js.interruptAfter)
    limit.install()
    yield limit
    limit.stop()


def loop_for_ever() -> t.NoReturn:
    while True:
        pass


def swallow_everything() -> t.NoReturn:
    while True:
        with contextlib.suppress(Exception):
            loop_for_ever()


async def loop_in_a_task() -> None:
    await asyncio.sleep(0)
    loop_for_ever()


async def sleep_for_ever() -> None:
    while True:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(60)


ENDLESS: dict[str, t.Callable[[], object]] = {
    "a loop": loop_for_ever,
    "a loop that catches exceptions": swallow_everything,
    "a loop in a task": lambda: asyncio.run(loop_in_a_task()),
    "sleep": lambda: time.sleep(60),
    "a task that waits": lambda: asyncio.run(asyncio.sleep(60)),
    "a task that cannot be cancelled": lambda: asyncio.run(sleep_for_ever()),
}


@pytest.mark.parametrize("endless", ENDLESS.values(), ids=ENDLESS.keys())
def test_view_that_does_not_end_is_ended(
    endless: t.Callable[[], object], limit: TimeLimit, capsys: pytest.CaptureFixture[str]
) -> None:
    def view(path: str) -> str:
        if path == "/endless":
            endless()
        return "ended"

    gateway = Gateway(text_application(view), time_limit=limit)
    answer = get(gateway, "/endless")
    assert (answer.status, dict(answer.headers)["Retry-After"]) == (503, "1")
    assert b"took longer than 0.1 s" in answer.read()
    trace = capsys.readouterr().err
    assert "RequestTimeout" in trace
    assert "endless()" in trace
    assert get(gateway, "/next").read() == b"ended"


class HastyLimit(TimeLimit):
    """Interrupts whatever it watches as soon as it can."""

    is_hasty = False

    def start(self, deadline: Deadline | None) -> None:
        if self.is_hasty:
            js.interruptAfter(0.001)
        else:
            super().start(deadline)


def test_what_ends_a_wait_is_not_interrupted() -> None:
    limit = HastyLimit(0.1, js.interruptAfter)
    limit.install()

    def view(path: str) -> str:
        limit.is_hasty = True
        time.sleep(60)
        return "never"

    try:
        assert get(Gateway(text_application(view), time_limit=limit)).status == 503
    finally:
        limit.stop()


def test_teardown_runs_and_may_take_a_moment(limit: TimeLimit) -> None:
    app = Flask(__name__, static_folder=None)
    torn_down = []

    @app.teardown_request
    def tear_down(error: BaseException | None) -> None:
        time.sleep(0.01)
        torn_down.append(type(error).__name__)

    @app.get("/")
    def view() -> str:
        time.sleep(60)
        return "never"

    assert get(Gateway(app, time_limit=limit)).status == 503
    assert torn_down == ["RequestTimeout"]


def test_time_spent_in_the_queue_does_not_count(limit: TimeLimit) -> None:
    def view(path: str) -> str:
        time.sleep(0.4)
        return path

    limit.seconds = 1.0
    gateway = Gateway(text_application(view), time_limit=limit)
    answers = together(*[lambda: get(gateway)] * 3)
    assert [answer.status for answer in answers] == [200, 200, 200]


def test_stream_may_wait_for_longer_than_a_view(limit: TimeLimit) -> None:
    def app(environ: t.Any, start_response: t.Any) -> t.Iterator[bytes]:
        start_response("200 OK", [])
        yield b"1"
        time.sleep(0.2)
        yield b"2"

    stream = get(Gateway(app, time_limit=limit))
    assert [stream.next(), stream.next(), stream.next()] == [b"1", b"2", None]


def test_stream_must_not_loop_for_ever(limit: TimeLimit) -> None:
    def app(environ: t.Any, start_response: t.Any) -> t.Iterator[bytes]:
        start_response("200 OK", [])
        yield b"1"
        loop_for_ever()

    gateway = Gateway(app, time_limit=limit)
    stream = get(gateway)
    assert stream.next() == b"1"
    with pytest.raises(BaseException, match=r"took longer than 0\.1 s"):
        stream.next()
    gateway.app = text_application(str)
    assert get(gateway).status == 200
