"""The memory of the processes of a browser."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser

_RESIDENT = re.compile(r"^VmRSS:\s+(\d+) kB$", re.MULTILINE)


def resident_memory(browser: Browser, kind: str | None = None) -> int:
    """Bytes that the processes of a Chromium hold in memory, on Linux.

    :param kind: of the processes, such as ``renderer``; all by default.
    """
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    counted = [process["id"] for process in processes if kind in (None, process["type"])]
    return sum(map(_resident, counted))


def _resident(pid: int) -> int:
    try:
        found = _RESIDENT.search(Path(f"/proc/{pid}/status").read_text())
    except FileNotFoundError:  # it has ended meanwhile
        return 0
    return int(found[1]) * 1024 if found else 0
