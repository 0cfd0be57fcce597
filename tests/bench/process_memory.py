"""The memory of all processes of a browser."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser

_RESIDENT = re.compile(r"^VmRSS:\s+(\d+) kB$", re.MULTILINE)


def resident_memory(browser: Browser) -> int:
    """Bytes that all processes of a Chromium hold in memory, on Linux."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return sum(_resident(process["id"]) for process in processes)


def _resident(pid: int) -> int:
    try:
        found = _RESIDENT.search(Path(f"/proc/{pid}/status").read_text())
    except FileNotFoundError:  # it has ended meanwhile
        return 0
    return int(found[1]) * 1024 if found else 0
