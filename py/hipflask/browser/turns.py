"""Who may run application code when: one request after another, or a few interleaved."""

from __future__ import annotations

import asyncio
from collections import deque

from . import suspension


class Turns:
    """A fair semaphore for plain functions that can be suspended.

    Where nothing can be suspended, each request ends before the next begins, and there is always
    a turn to take.

    :param limit: how many may have a turn at once.
    :raises ValueError: the limit is below 1.
    """

    def __init__(self, limit: int = 1) -> None:
        if limit < 1:
            raise ValueError(f"At least one request must run at a time, not {limit}.")
        self._free = limit
        self._waiting: deque[asyncio.Future[None]] = deque()

    def take(self) -> None:
        """Wait for a turn. Those who wait get it in the order in which they came."""
        if self._free > 0:
            self._free -= 1
            return
        mine: asyncio.Future[None] = asyncio.get_event_loop().create_future()
        self._waiting.append(mine)
        suspension.suspend_at_once(mine)

    def give_back(self) -> None:
        """End a turn; whoever has waited longest gets it."""
        while self._waiting:
            first = self._waiting.popleft()
            if not first.done():
                first.set_result(None)
                return
        self._free += 1


def parse_concurrency(text: str | None) -> int:
    """Read the setting of how many requests may be under way at once; 1 by default.

    :raises ValueError: it is not a positive whole number.
    """
    if text is None or not text.strip():
        return 1
    if not text.strip().isdecimal() or int(text) < 1:
        raise ValueError(f"HIPFLASK_CONCURRENCY must be a number of requests, not {text!r}.")
    return int(text)
