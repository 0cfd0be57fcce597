"""How much memory a process takes."""

from __future__ import annotations

import resource
from pathlib import Path

from .errors import MissingError

_STATM = Path("/proc/self/statm")


def resident_kilobytes() -> float:
    """What of this process is in memory (proc_pid_statm(5), the second field).

    :raises MissingError: the operating system has no such file
    """
    if not _STATM.exists():
        raise MissingError(f"Memory is measured by {_STATM}: run this on Linux.")
    return int(_STATM.read_text().split()[1]) * resource.getpagesize() / 1024
