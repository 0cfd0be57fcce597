"""Waiting for an application's sources to change."""

from __future__ import annotations

import contextlib
import queue
import typing as t
from pathlib import Path

from watchdog.events import (
    EVENT_TYPE_CREATED,
    EVENT_TYPE_DELETED,
    EVENT_TYPE_MODIFIED,
    EVENT_TYPE_MOVED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

if t.TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver, ObservedWatch

#: Seconds without a further change after which a burst of changes counts as over. Editors and
#: version control write many files, and some files in several steps.
QUIET = 0.1
_CHANGES = frozenset(
    {EVENT_TYPE_CREATED, EVENT_TYPE_DELETED, EVENT_TYPE_MODIFIED, EVENT_TYPE_MOVED}
)


class SourceWatch(FileSystemEventHandler):
    """Collects changes of files from the operating system's notifications.

    :param root: names below it that are hidden, bytecode or an editor's backups do not count.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._changes: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._watches: dict[tuple[Path, bool], ObservedWatch] = {}
        self._observer: BaseObserver = Observer()
        self._observer.start()

    def follow(self, folders: t.Mapping[Path, bool]) -> None:
        """Watch these folders, and no longer others.

        :param folders: folder → whether to watch all below it too.
        """
        wanted = set(folders.items())
        for key in self._watches.keys() - wanted:
            # A folder that is gone has taken its watch with it.
            with contextlib.suppress(KeyError, OSError):
                self._observer.unschedule(self._watches[key])
            del self._watches[key]
        for folder, recursive in sorted(wanted - self._watches.keys()):
            # It may have gone since it was listed; its parent's watch tells of that.
            with contextlib.suppress(OSError):
                watch = self._observer.schedule(self, str(folder), recursive=recursive)
                self._watches[folder, recursive] = watch

    def wait(self) -> bool:
        """Wait for a change and until its burst is over; return `False` after `close`."""
        going_on = self._changes.get()
        while going_on:
            try:
                going_on = self._changes.get(timeout=QUIET)
            except queue.Empty:
                return True
        return False

    def close(self) -> None:
        """Stop watching, and end `wait`."""
        self._changes.put(False)
        self._observer.stop()
        self._observer.join()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take note of an event, called by the observer's thread."""
        if event.event_type not in _CHANGES:
            return
        if event.is_directory and event.event_type == EVENT_TYPE_MODIFIED:
            return
        paths = [event.src_path, event.dest_path]
        if any(self._counts(Path(_text(path))) for path in paths if path):
            self._changes.put(True)

    def _counts(self, path: Path) -> bool:
        inside = path.relative_to(self._root) if path.is_relative_to(self._root) else path
        parts = inside.parts if inside is not path else (path.name,)
        if any(part.startswith(".") or part == "__pycache__" for part in parts):
            return False
        return path.suffix not in (".pyc", ".pyo") and not path.name.endswith("~")


def _text(path: bytes | str) -> str:
    return path.decode(errors="surrogateescape") if isinstance(path, bytes) else path
