"""Server-Sent Events for any number of listeners (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import queue
import threading
import typing as t

#: Seconds between comments that keep a quiet connection alive and show when it is gone.
HEARTBEAT = 15.0


def format_event(name: str, data: str, event_id: str = "") -> bytes:
    """Return an event as it travels."""
    lines = [f"event: {name}", *(f"data: {line}" for line in data.splitlines() or [""])]
    if event_id:
        lines.append(f"id: {event_id}")
    return ("\n".join(lines) + "\n\n").encode()


class Broadcast:
    """Hands each published message to every listener."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: set[queue.SimpleQueue[bytes | None]] = set()
        self._closed = False

    def publish(self, message: bytes) -> None:
        """Hand a message to all that listen at this moment."""
        with self._lock:
            for listener in self._listeners:
                listener.put(message)

    def close(self) -> None:
        """End every listener's stream, and that of whoever comes later."""
        with self._lock:
            self._closed = True
            for listener in self._listeners:
                listener.put(None)

    def listen(self, first: bytes) -> t.Iterator[bytes]:
        """Return a stream of messages that begins with one of the listener's own.

        Nothing that is published after this call is missed, even before the stream is read.
        """
        inbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        inbox.put(first)
        with self._lock:
            self._listeners.add(inbox)
            if self._closed:
                inbox.put(None)
        return _Stream(inbox, self._leave)

    def _leave(self, inbox: queue.SimpleQueue[bytes | None]) -> None:
        with self._lock:
            self._listeners.discard(inbox)


class _Stream:
    """An iterator with a ``close`` that also works before the first item was taken."""

    def __init__(
        self,
        inbox: queue.SimpleQueue[bytes | None],
        leave: t.Callable[[queue.SimpleQueue[bytes | None]], None],
    ) -> None:
        self._inbox = inbox
        self._leave = leave

    def __iter__(self) -> _Stream:
        return self

    def __next__(self) -> bytes:
        try:
            message = self._inbox.get(timeout=HEARTBEAT)
        except queue.Empty:
            return b": still here\n\n"
        if message is None:
            self.close()
            raise StopIteration
        return message

    def close(self) -> None:
        """Stop listening."""
        self._leave(self._inbox)
