"""Threads and thread-local data, where each request is a thread."""

from __future__ import annotations

import _thread
import gc
import threading
import time
import weakref

import pytest

from .requests import interleave


def test_threads_are_requests() -> None:
    main = threading.current_thread(), threading.get_ident()
    assert main == (threading.main_thread(), _thread.get_ident())

    def view(path: str) -> str:
        before = threading.current_thread(), threading.get_ident()
        time.sleep(0.01)
        thread = threading.current_thread()
        assert before == (thread, threading.get_ident())
        assert thread.ident == threading.get_ident()
        assert thread.is_alive()
        with pytest.raises(RuntimeError, match="joined"):
            thread.join()
        return f"{thread.ident} {thread.name}"

    a, b = interleave(view, "/a", "/b")
    assert a != b
    assert (threading.current_thread(), threading.get_ident()) == main


class Counted(threading.local):
    """Thread-local data that begins with what it was made with."""

    value = "of the class"

    def __init__(self, start: int) -> None:
        self.count = start


def test_thread_local_data_belongs_to_a_request() -> None:
    plain, counted = threading.local(), Counted(5)
    plain.name = "import"
    counted.count = 1

    def view(path: str) -> str:
        before = getattr(plain, "name", "unset")
        plain.name = path
        counted.count += len(path)
        time.sleep(0.01)
        return f"{before} {plain.name} {counted.count} {counted.value} {sorted(plain.__dict__)}"

    assert interleave(view, "/a", "/bc") == [
        "unset /a 7 of the class ['name']",
        "unset /bc 8 of the class ['name']",
    ]
    assert (plain.name, counted.count) == ("import", 1)
    del plain.name
    assert not hasattr(plain, "name")


def test_thread_local_data_ends_with_its_request() -> None:
    class Thing:
        pass

    local = threading.local()
    things = []

    def view(path: str) -> str:
        local.thing = Thing()
        things.append(weakref.ref(local.thing))
        return path

    interleave(view, "/a", "/b")
    gc.collect()
    assert [thing() for thing in things] == [None, None]


def test_misuse_of_thread_local_data() -> None:
    local = threading.local()
    with pytest.raises(TypeError, match="arguments are not supported"):
        threading.local(1)  # type: ignore[call-arg]
    with pytest.raises(AttributeError, match="read-only"):
        local.__dict__ = {}
    with pytest.raises(AttributeError, match="read-only"):
        del local.__dict__
