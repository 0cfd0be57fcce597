"""What is logged to standard error goes to the browser's console, which knows levels, instead."""

from __future__ import annotations

import logging
import sys
import typing as t
from collections.abc import Callable

from werkzeug.local import LocalProxy

#: Takes a record's level, as a number of :mod:`logging`'s, and its text.
Write = Callable[[int, str], object]

_emit = logging.StreamHandler.emit
_write: Write | None = None


def install() -> None:
    """Have handlers whose stream is standard error look for a console first."""
    logging.StreamHandler.emit = _emit_to_console  # type: ignore[assignment, method-assign]


def connect(write: Write | None) -> None:
    """Tell where the console is; without one, handlers write to their stream."""
    global _write
    _write = write


def _emit_to_console(handler: logging.StreamHandler[t.Any], record: logging.LogRecord) -> None:
    if _write is None or not _is_standard_error(handler.stream):
        _emit(handler, record)
        return
    try:
        _write(record.levelno, handler.format(record))
    except RecursionError:  # as the standard library does: telling it would fail, too
        raise
    except Exception:
        handler.handleError(record)


def _is_standard_error(stream: t.Any) -> bool:
    """Whether it is what Python has begun with; whoever has replaced that wants to have it."""
    if isinstance(stream, LocalProxy):
        stream = stream._get_current_object()
    return stream is sys.__stderr__
