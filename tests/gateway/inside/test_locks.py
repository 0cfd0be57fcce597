"""Locks that another request holds, and what is built on them."""

from __future__ import annotations

import _thread
import asyncio
import contextlib
import logging
import queue
import sys
import threading
import time
import types
import typing as t

import js
import pytest

from hipflask.browser import Gateway, suspension
from hipflask.browser.time_limit import TimeLimit

from .requests import get, interleave, text_application, together


@pytest.fixture
def limit() -> t.Iterator[TimeLimit]:
    limit = TimeLimit(0.1, js.interruptAfter)
    limit.install()
    yield limit
    limit.stop()


@pytest.fixture
def _without_stack_switching() -> t.Iterator[None]:
    def refuse(awaitable: object) -> t.NoReturn:
        raise AssertionError("nothing may be suspended")

    engine = suspension.use(suspension.Engine(lambda: False, refuse))
    yield
    suspension.use(engine)


@pytest.mark.parametrize(
    "make",
    [
        threading.Lock,
        threading.RLock,
        threading.Condition,
        threading.Semaphore,
        _thread.allocate_lock,
        _thread.RLock,
    ],
)
def test_views_exclude_each_other(make: t.Callable[[], t.Any]) -> None:
    lock = make()
    log: list[str] = []

    def view(path: str) -> str:
        with lock:
            log.append(f"{path} in")
            time.sleep(0.01)
            log.append(f"{path} out")
        return path

    assert interleave(view, "/a", "/b", "/c") == ["/a", "/b", "/c"]
    assert log == [f"/{name} {what}" for name in "abc" for what in ("in", "out")]


def test_lock_that_another_request_releases() -> None:
    lock = threading.Lock()
    lock.acquire()

    def view(path: str) -> str:
        if path == "/release":
            lock.release()
        else:
            lock.acquire()
        return path

    # One at a time: who waits for a lock lets others have the turn.
    assert interleave(view, "/acquire", "/release", concurrency=1) == ["/acquire", "/release"]


def test_view_that_has_waited_for_a_lock_waits_for_its_turn() -> None:
    lock = threading.Lock()
    lock.acquire()
    log: list[str] = []

    def view(path: str) -> str:
        if path == "/release":
            lock.release()
        if path == "/acquire":
            lock.acquire()
        log.append(path)
        time.sleep(0.01)
        log.append(path)
        return path

    interleave(view, "/acquire", "/release", "/other", concurrency=1)
    assert log[::2] == log[1::2] == ["/release", "/other", "/acquire"]


@pytest.mark.parametrize("make", [threading.Lock, threading.RLock])
def test_timeout_of_a_lock(make: t.Callable[[], t.Any]) -> None:
    lock = make()
    got = []

    def view(path: str) -> str:
        if path == "/holds":
            with lock:
                time.sleep(0.05)
        else:
            got.append(lock.acquire(timeout=0.001))
            got.append(lock.acquire(blocking=False))
            got.append(lock.acquire(timeout=60))
            lock.release()
        return path

    interleave(view, "/holds", "/waits")
    assert got == [False, False, True]
    assert lock.acquire(blocking=False)


def test_misuse_of_locks() -> None:
    lock = threading.Lock()
    with pytest.raises(RuntimeError, match="release unlocked lock"):
        lock.release()
    with pytest.raises(ValueError, match="non-blocking"):
        lock.acquire(False, 1)
    with pytest.raises(ValueError, match="non-negative"):
        lock.acquire(timeout=-2)
    with pytest.raises(OverflowError):
        lock.acquire(timeout=1e10)
    with pytest.raises(RuntimeError, match="un-acquired"):
        threading.RLock().release()
    with pytest.raises(RuntimeError, match="un-acquired"):
        threading.Condition().wait()


def test_reentrant_lock_belongs_to_a_request() -> None:
    lock = threading.RLock()
    log: list[str] = []

    def view(path: str) -> str:
        if path == "/other":
            with pytest.raises(RuntimeError, match="un-acquired"):
                lock.release()
        with lock, lock:
            log.append(f"{path} in")
            time.sleep(0.01)
            log.append(f"{path} out")
        return path

    interleave(view, "/owner", "/other")
    assert log == ["/owner in", "/owner out", "/other in", "/other out"]


def test_condition() -> None:
    condition = threading.Condition()
    log: list[str] = []

    def view(path: str) -> str:
        with condition, condition:
            if path == "/notify":
                log.append("notified")
                condition.notify_all()
            else:
                assert not condition.wait(timeout=0.001)
                assert condition.wait(timeout=60)
                log.append(path)
        return path

    def slow(path: str) -> str:
        if path == "/notify":
            time.sleep(0.03)
        return view(path)

    interleave(slow, "/a", "/b", "/notify")
    assert log == ["notified", "/a", "/b"]


def test_event_and_barrier() -> None:
    event, barrier = threading.Event(), threading.Barrier(2)

    def view(path: str) -> str:
        if path == "/set":
            event.set()
        assert event.wait()
        return str(barrier.wait())

    assert sorted(interleave(view, "/wait", "/set", concurrency=1)) == ["0", "1"]


@pytest.mark.parametrize(
    "make", [queue.Queue, queue.LifoQueue, queue.PriorityQueue, queue.SimpleQueue]
)
def test_queues(make: t.Callable[[], t.Any]) -> None:
    messages = make()

    def view(path: str) -> str:
        if path == "/put":
            messages.put("message")
            return "put"
        return str(messages.get(timeout=60))

    assert interleave(view, "/get", "/put", concurrency=1) == ["message", "put"]
    with pytest.raises(queue.Empty):
        messages.get(timeout=0.001)


def test_full_queue() -> None:
    messages: queue.Queue[str] = queue.Queue(maxsize=1)

    def view(path: str) -> str:
        if path == "/put":
            messages.put("1")
            messages.put("2")
            return "put"
        return messages.get() + messages.get()

    assert interleave(view, "/put", "/get", concurrency=1) == ["put", "12"]


def test_stream_that_holds_a_lock_while_it_waits() -> None:
    lock = threading.Lock()

    def app(environ: t.Any, start_response: t.Any) -> t.Iterator[bytes]:
        start_response("200 OK", [])
        yield b"1"
        with lock:
            time.sleep(0.02)
            yield environ["PATH_INFO"].encode()

    gateway = Gateway(app)
    stream, other = get(gateway, "/a"), get(gateway, "/b")
    assert [stream.next(), other.next()] == [b"1", b"1"]
    assert together(stream.read, other.read) == [b"/a", b"/b"]


def test_view_that_waits_for_a_stream() -> None:
    lock = threading.Lock()

    def app(environ: t.Any, start_response: t.Any) -> t.Iterator[bytes]:
        if environ["PATH_INFO"] == "/view":
            with lock:
                start_response("200 OK", [])
            yield b"view"
            return
        start_response("200 OK", [])
        yield b"1"
        with lock:
            time.sleep(0.02)
        yield b"2"

    gateway = Gateway(app)
    stream = get(gateway, "/stream")
    assert stream.next() == b"1"
    assert together(stream.read, lambda: get(gateway, "/view").read()) == [b"2", b"view"]


def test_asynchronous_view_that_waits_for_a_stream() -> None:
    lock = threading.Lock()

    async def wait() -> None:
        await asyncio.sleep(0)
        with lock:
            await asyncio.sleep(0)

    def app(environ: t.Any, start_response: t.Any) -> t.Iterator[bytes]:
        if environ["PATH_INFO"] == "/view":
            asyncio.run(wait())
            start_response("200 OK", [])
            yield b"view"
            return
        start_response("200 OK", [])
        yield b"1"
        with lock:
            time.sleep(0.02)
        yield b"2"

    gateway = Gateway(app)
    stream = get(gateway, "/stream")
    assert stream.next() == b"1"
    assert together(stream.read, lambda: get(gateway, "/view").read()) == [b"2", b"view"]
    # The turns are in order again.
    assert interleave_two_slow_ones(gateway) == ["a", "a", "b", "b"]


def interleave_two_slow_ones(gateway: Gateway) -> list[str]:
    log: list[str] = []

    def view(path: str) -> str:
        log.append(path[1:])
        time.sleep(0.01)
        log.append(path[1:])
        return path

    gateway.app = text_application(view)
    together(lambda: get(gateway, "/a"), lambda: get(gateway, "/b"))
    return log


@pytest.mark.parametrize("make", [threading.Lock, threading.Condition, threading.RLock])
def test_deadlock_is_ended_by_the_time_limit(
    make: t.Callable[[], t.Any], limit: TimeLimit, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = make()
    lock.acquire()

    def view(path: str) -> str:
        lock.acquire()
        return path

    gateway = Gateway(text_application(view), time_limit=limit)
    assert get(gateway).status == 503
    assert "lock.acquire()" in capsys.readouterr().err
    lock.release()
    assert lock.acquire(blocking=False)  # nobody waits for it any longer
    lock.release()
    assert get(gateway).status == 200


def test_waiting_again_and_again_is_ended_by_the_time_limit(limit: TimeLimit) -> None:
    messages: queue.Queue[str] = queue.Queue()

    def view(path: str) -> str:
        for _ in range(50):
            with contextlib.suppress(queue.Empty):
                messages.get(timeout=0.01)
        return path

    assert get(Gateway(text_application(view), time_limit=limit)).status == 503


def test_stream_that_waits_for_a_lock_can_be_given_up() -> None:
    lock = threading.Lock()
    lock.acquire()

    def app(environ: t.Any, start_response: t.Any) -> t.Iterator[bytes]:
        start_response("200 OK", [])
        yield b"1"
        with lock:
            yield b"2"

    stream = get(Gateway(app))
    assert stream.next() == b"1"
    with pytest.raises(GeneratorExit):
        together(stream.next, t.cast("t.Any", stream.close))
    lock.release()
    assert lock.acquire(blocking=False)


def test_lock_that_is_handed_over_too_late_is_passed_on() -> None:
    lock = threading.Lock()
    lock.acquire()

    def app(environ: t.Any, start_response: t.Any) -> t.Iterator[bytes]:
        start_response("200 OK", [])
        yield b"1"
        with lock:
            yield b"2"

    stream = get(Gateway(app))
    assert stream.next() == b"1"

    def release_and_close() -> None:
        lock.release()
        stream.close()

    with pytest.raises(GeneratorExit):
        together(stream.next, t.cast("t.Any", release_and_close))
    assert lock.acquire(blocking=False)


def test_import_of_a_module_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        """Finds a module that takes its time, and loads it."""

        @staticmethod
        def find_spec(name: str, *_: object) -> t.Any:
            from importlib.machinery import ModuleSpec

            return ModuleSpec(name, t.cast("t.Any", Slow)) if name == "slow_module" else None

        @staticmethod
        def create_module(_: object) -> None:
            return None

        @staticmethod
        def exec_module(module: types.ModuleType) -> None:
            time.sleep(0.01)
            vars(module)["value"] = "imported"

    monkeypatch.setattr(sys, "meta_path", [Slow, *sys.meta_path])

    def view(path: str) -> str:
        return str(__import__("slow_module").value)

    assert interleave(view, "/a", "/b") == ["imported", "imported"]


def test_logging_handler_that_waits() -> None:
    log: list[str] = []

    class Slow(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            log.append(f"begin {record.getMessage()}")
            time.sleep(0.01)
            log.append(f"end {record.getMessage()}")

    logger = logging.getLogger("slow")
    logger.propagate = False
    logger.addHandler(Slow())

    def view(path: str) -> str:
        logger.error(path)
        return path

    interleave(view, "/a", "/b")
    assert log == ["begin /a", "end /a", "begin /b", "end /b"]


@pytest.mark.usefixtures("_without_stack_switching")
def test_without_stack_switching_a_deadlock_is_told() -> None:
    lock = threading.Lock()
    with lock:
        with pytest.raises(RuntimeError, match=r"stack switching.*timeout"):
            lock.acquire()
        assert not lock.acquire(timeout=60)
        assert not lock.acquire(blocking=False)
    with lock:
        assert not threading.Event().wait(timeout=60)
        with pytest.raises(queue.Empty):
            queue.Queue[str]().get(timeout=0.001)


def test_no_module_keeps_a_lock_that_blocks() -> None:
    blocking = {"lock", "RLock", "_local", "SimpleQueue"}
    found = [
        f"{module.__name__}.{name}"
        for module in list(sys.modules.values())
        if isinstance(module, types.ModuleType)
        for name, value in list(vars(module).items())
        for kind in (value if isinstance(value, type) else type(value),)
        if kind.__module__ in ("_thread", "_queue") and kind.__name__ in blocking
        if not module.__name__.startswith(("hipflask.", "_queue", "gateway."))
    ]
    # It tells when a foreign thread has ended, and there are none.
    assert found == ["threading._thread_local_info"]
