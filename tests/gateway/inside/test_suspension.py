"""Views that wait, while others are answered or not."""

from __future__ import annotations

import asyncio
import contextvars
import time
import typing as t
from contextlib import suppress

import pytest

from hipflask.browser import Gateway
from hipflask.browser.suspension import suspend_at_once

from .requests import get, text_application, together

log: list[str] = []


@pytest.fixture(autouse=True)
def _empty_log() -> None:
    log.clear()


async def later(value: str) -> str:
    await asyncio.sleep(0.01)
    return value


def slow(path: str) -> str:
    log.append(f"{path} begins")
    time.sleep(0.02)
    log.append(f"{path} ends")
    return path


def test_sleeping_suspends() -> None:
    other: list[str] = []
    asyncio.get_event_loop().call_soon(other.append, "done meanwhile")
    assert get(Gateway(text_application(slow))).read() == b"/"
    assert other == ["done meanwhile"]


@pytest.mark.parametrize(
    "wait",
    [
        lambda: asyncio.run(later("waited")),
        lambda: asyncio.get_event_loop().run_until_complete(later("waited")),
        lambda: asyncio.get_event_loop().run_until_complete(asyncio.ensure_future(later("waited"))),
    ],
    ids=["asyncio.run", "run_until_complete", "run_until_complete with a future"],
)
def test_event_loop_can_be_waited_for(wait: t.Callable[[], str]) -> None:
    assert get(Gateway(text_application(lambda _: wait()))).read() == b"waited"


def test_coroutine_that_raises_raises_in_the_view() -> None:
    async def fail() -> None:
        await asyncio.sleep(0)
        raise LookupError("not there")

    def view(_: str) -> str:
        with pytest.raises(LookupError, match="not there"):
            asyncio.run(fail())
        return "caught"

    assert get(Gateway(text_application(view))).read() == b"caught"


def test_requests_are_answered_one_after_another() -> None:
    gateway = Gateway(text_application(slow))
    together(*[lambda path=path: get(gateway, path) for path in ("/a", "/b", "/c")])
    assert log == [f"/{name} {what}" for name in "abc" for what in ("begins", "ends")]


def test_as_many_requests_as_allowed_are_interleaved() -> None:
    gateway = Gateway(text_application(slow), concurrency=2)
    together(*[lambda path=path: get(gateway, path) for path in ("/a", "/b", "/c")])
    assert log[:2] == ["/a begins", "/b begins"]
    assert log.index("/c begins") > log.index("/a ends")


def test_contexts_stay_apart() -> None:
    variable = contextvars.ContextVar("variable", default="unset")

    def view(path: str) -> str:
        before = variable.get()
        variable.set(path)
        time.sleep(0.01)
        return f"{before} {variable.get()}"

    gateway = Gateway(text_application(view), concurrency=2)
    answers = together(lambda: get(gateway, "/a"), lambda: get(gateway, "/b"))
    assert [answer.read() for answer in answers] == [b"unset /a", b"unset /b"]


def test_view_that_fails_gives_its_turn_back() -> None:
    def view(path: str) -> str:
        time.sleep(0.01)
        raise ValueError(path)

    gateway = Gateway(text_application(view))
    answers = together(lambda: get(gateway, "/a"), lambda: get(gateway, "/b"))
    assert [answer.status for answer in answers] == [500, 500]


def streaming(environ: t.Any, start_response: t.Any) -> t.Iterator[bytes]:
    start_response("200 OK", [])
    if environ["PATH_INFO"] != "/stream":
        log.append("answered")
        yield b"x"
        return
    try:
        yield b"1"
        time.sleep(0.05)
        log.append("streamed")
        yield b"2"
        time.sleep(60)
    except GeneratorExit:
        log.append("given up")
        raise
    finally:
        log.append("closed")


def test_stream_that_waits_is_in_nobodys_way() -> None:
    gateway = Gateway(streaming)
    stream = get(gateway, "/stream")
    assert stream.next() == b"1"
    chunk, _ = together(stream.next, lambda: get(gateway, "/other").read())
    assert chunk == b"2"
    assert log == ["answered", "streamed"]


def test_stream_that_waits_can_be_given_up() -> None:
    gateway = Gateway(streaming)
    stream = get(gateway, "/stream")
    assert [stream.next(), stream.next()] == [b"1", b"2"]
    with pytest.raises(GeneratorExit):
        together(stream.next, t.cast("t.Any", stream.close))
    assert log[-2:] == ["given up", "closed"]
    assert get(gateway, "/other").read() == b"x"


class Endless:
    """A body that waits for each chunk, and notes what it is called for."""

    def __iter__(self) -> Endless:
        return self

    def __next__(self) -> bytes:
        log.append("begins")
        time.sleep(0.01)
        log.append("ends")
        return b"x"

    def close(self) -> None:
        time.sleep(0.01)
        log.append("closed")


def endless(environ: t.Any, start_response: t.Any) -> t.Iterable[bytes]:
    if environ["PATH_INFO"] != "/endless":
        return text_application(slow)(environ, start_response)
    start_response("200 OK", [])
    return Endless()


def pause(seconds: float) -> None:
    """Wait on nobody's account."""
    suspend_at_once(asyncio.sleep(seconds))


@pytest.mark.parametrize("patience", [0, 0.005, 0.015, 0.025, 0.035, 0.045])
def test_stream_is_closed_whatever_it_waits_for(patience: float) -> None:
    """For its turn, before and after the application's own waiting, or in there."""
    gateway = Gateway(endless)
    stream = get(gateway, "/endless")
    log.clear()

    def read() -> None:
        with suppress(GeneratorExit):
            while stream.next() is not None:
                pass

    def give_up() -> None:
        pause(patience)
        stream.close()

    others = [lambda path=path: get(gateway, path) for path in ("/a", "/b")]
    together(others[0], read, give_up, others[1])
    assert log[-1] == "closed"
    assert log.count("closed") == 1
    assert stream.next() is None


def test_stream_is_not_called_after_it_was_given_up() -> None:
    stream = get(Gateway(endless), "/endless")
    log.clear()
    stream.close()
    assert (stream.next(), log) == (None, ["closed"])


def test_stream_that_yields_without_waiting_is_closed_by_then() -> None:
    def generate() -> t.Iterator[bytes]:
        try:
            yield b"1"
            stream.close()  # as somebody may while another request has the turn
            yield b"2"
        finally:
            time.sleep(0.01)
            log.append("closed")

    def app(_: t.Any, start_response: t.Any) -> t.Iterable[bytes]:
        start_response("200 OK", [])
        return generate()

    stream = get(Gateway(app))
    assert [stream.next(), stream.next(), stream.next()] == [b"1", None, None]
    assert log == ["closed"]


def test_task_of_a_stream_lends_no_turn_twice() -> None:
    async def sleep_twice() -> None:
        await asyncio.sleep(0)
        time.sleep(0.01)

    def app(environ: t.Any, start_response: t.Any) -> t.Iterator[bytes]:
        start_response("200 OK", [])
        yield b"1"
        asyncio.run(sleep_twice())
        yield b"2"

    gateway = Gateway(app)
    stream = get(gateway)
    assert [stream.next(), stream.next(), stream.next()] == [b"1", b"2", None]
    gateway.app = text_application(slow)
    together(lambda: get(gateway, "/a"), lambda: get(gateway, "/b"))
    assert log == ["/a begins", "/a ends", "/b begins", "/b ends"]


def test_an_answer_does_not_wait_for_the_next_request() -> None:
    def view(path: str) -> str:
        log.append(f"{path} begins")
        time.sleep(0.01)
        return path

    def answer(path: str) -> None:
        assert get(gateway, path).read_if_short() == path.encode()
        log.append(f"{path} is answered")

    gateway = Gateway(text_application(view), concurrency=1)
    together(lambda: answer("/1"), lambda: answer("/2"))
    assert log == ["/1 begins", "/1 is answered", "/2 begins", "/2 is answered"]
