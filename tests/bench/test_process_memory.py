"""Memory that processes share counts once."""

from __future__ import annotations

import subprocess
import sys
import typing as t

import pytest

from bench.errors import MissingError
from bench.process_memory import firefox_processes, proportional_memory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measures by Linux's /proc")

_MEGABYTE = 1_000_000
_SHARED = 64
_PROGRAM = f"""
import os, sys
kept = bytearray(os.urandom({_SHARED * _MEGABYTE}))
child = os.fork()
if child:
    print(child, flush=True)
    sys.stdin.read()
    os.waitpid(child, 0)
else:
    sys.stdin.read()
"""


@pytest.fixture
def pair() -> t.Iterator[tuple[int, int]]:
    """A process and its child, which share their memory; they end with the test."""
    command = [sys.executable, "-c", _PROGRAM, "a tab"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        yield parent.pid, int(parent.stdout.readline())
        parent.stdin.close()


def test_what_processes_share_counts_once(pair: tuple[int, int]) -> None:
    together = proportional_memory(pair) / _MEGABYTE
    assert _SHARED < together < 2 * _SHARED
    for pid in pair:
        assert proportional_memory([pid]) / _MEGABYTE < _SHARED


def test_a_process_that_has_ended_counts_nothing() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    assert ended.wait() == 0
    assert proportional_memory([ended.pid]) == 0


def test_processes_are_found_by_their_kind_and_ancestor(pair: tuple[int, int]) -> None:
    parent, child = pair
    assert firefox_processes(parent, "tab") == [child]
    assert firefox_processes(parent, "rdd") == []
    assert firefox_processes(child, "tab") == []


def test_other_operating_systems_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: t.Any) -> None:
    monkeypatch.setattr("bench.process_memory._PROC", tmp_path)
    with pytest.raises(MissingError, match="Linux"):
        proportional_memory([1])
