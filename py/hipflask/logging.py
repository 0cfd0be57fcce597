"""The application's logger: to the WSGI server's error stream, unless logging is configured."""

from __future__ import annotations

import logging
import sys
import typing as t

from werkzeug.local import LocalProxy

from ._lazy import re_exports
from .globals import _cv_request

if t.TYPE_CHECKING:
    from .sansio.app import App


def _errors_stream() -> t.TextIO:
    ctx = _cv_request.get(None)
    if ctx is None:
        return sys.stderr
    return t.cast(t.TextIO, ctx.request.environ["wsgi.errors"])


#: The error stream of the request being handled, else standard error.
wsgi_errors_stream: t.TextIO = t.cast(t.TextIO, LocalProxy(_errors_stream))

#: Writes to :data:`wsgi_errors_stream`, with time, level and module.
default_handler = logging.StreamHandler(wsgi_errors_stream)
default_handler.setFormatter(
    logging.Formatter("[%(asctime)s] %(levelname)s in %(module)s: %(message)s")
)


def has_level_handler(logger: logging.Logger) -> bool:
    """Whether some handler along the logger's chain takes messages of its effective level."""
    level = logger.getEffectiveLevel()
    current: logging.Logger | None = logger
    while current is not None:
        if any(handler.level <= level for handler in current.handlers):
            return True
        current = current.parent if current.propagate else None
    return False


def create_logger(app: App) -> logging.Logger:
    """The logger of the application's name; in debug mode at level ``DEBUG`` unless one is set."""
    logger = logging.getLogger(app.name)
    if app.debug and not logger.level:
        logger.setLevel(logging.DEBUG)
    if not has_level_handler(logger):
        logger.addHandler(default_handler)
    return logger


if not t.TYPE_CHECKING:
    __getattr__ = re_exports(__name__)
