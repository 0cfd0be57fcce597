"""Keeping the logging of a test process as it is."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def logging_kept() -> Iterator[None]:
    """Undo what :func:`logging.config.fileConfig` does within the block.

    Alembic calls it for each migration, and it disables all loggers that there are.
    """
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    loggers = [one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    enabled = [one for one in loggers if not one.disabled]
    try:
        yield
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers
        for logger in enabled:
            logger.disabled = False
