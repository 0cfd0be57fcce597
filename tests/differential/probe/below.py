"""The probe below a path, as a native server mounts it."""

from __future__ import annotations

from typing import Any

from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from . import application as probe


def _nothing(environ: dict[str, Any], start_response: Any) -> Any:
    return NotFound()(environ, start_response)


application = DispatcherMiddleware(_nothing, {"/sub/path": probe})
