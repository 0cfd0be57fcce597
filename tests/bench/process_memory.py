"""The memory of the processes of a browser, on Linux.

Of pages that several processes share, each counts its part: the proportional set size (proc(5),
``smaps_rollup``). So it can be summed up, whatever a browser forks its processes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from playwright.sync_api import Browser

from .errors import MissingError

_PROC = Path("/proc")
_PROPORTIONAL = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)
_PARENT = re.compile(r"^PPid:\s+(\d+)$", re.MULTILINE)


def proportional_memory(pids: Iterable[int]) -> int:
    """Bytes that processes hold in memory.

    :raises MissingError: the operating system does not tell
    """
    if not (_PROC / "self" / "smaps_rollup").exists():
        raise MissingError("Memory is measured by /proc/PID/smaps_rollup: run this on Linux.")
    return sum(_number(_PROPORTIONAL, pid, "smaps_rollup") * 1024 for pid in pids)


def chromium_processes(browser: Browser, kind: str | None = None) -> list[int]:
    """Ids of the processes of a Chromium.

    :param kind: of the processes, such as ``renderer``; all by default.
    """
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return [process["id"] for process in processes if kind in (None, process["type"])]


def firefox_processes(pid: int, kind: str) -> list[int]:
    """Ids of the processes of a Firefox.

    :param pid: of the one that was started; others fork theirs for it.
    :param kind: of the processes, such as ``tab``, which their command lines end with.
    """
    return [process for process in _descendants(pid) if _kind(process) == kind]


def _descendants(pid: int) -> Iterator[int]:
    children: dict[int, list[int]] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            process = int(folder.name)
            children.setdefault(_number(_PARENT, process, "status"), []).append(process)
    found = [pid]
    for process in found:
        found += children.get(process, [])
    yield from found[1:]


def _kind(pid: int) -> str:
    # What is forked from another process has all arguments in one.
    return _read(pid, "cmdline").rstrip("\0").replace("\0", " ").rpartition(" ")[2]


def _number(pattern: re.Pattern[str], pid: int, name: str) -> int:
    found = pattern.search(_read(pid, name))
    return int(found[1]) if found else 0


def _read(pid: int, name: str) -> str:
    try:
        return (_PROC / str(pid) / name).read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        return ""
