"""Keeps compiled templates from one start of the interpreter to the next.

To compile a template takes many times as long as to render it, and the first page after each start
would wait for that.
"""

from __future__ import annotations

import marshal
import typing as t
from contextlib import suppress
from pathlib import Path

from jinja2 import BytecodeCache, TemplateError

from .. import _environment

if t.TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.bccache import Bucket


class TemplateCache(BytecodeCache):
    """Compiled templates in memory. Jinja sees to it that none is older than its source."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}
        self._has_news = False

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give Jinja what there is of a template."""
        compiled = self._compiled.get(bucket.key)
        if compiled is not None:
            bucket.bytecode_from_string(compiled)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Take over what Jinja has compiled."""
        self._compiled[bucket.key] = bucket.bytecode_to_string()
        self._has_news = True

    def clear(self) -> None:
        """Forget all of it."""
        self._compiled.clear()

    def restore(self, kept: bytes) -> None:
        """Go on with what :meth:`take` has returned; what cannot be read is compiled again."""
        try:
            self._compiled.update(marshal.loads(kept))  # of the site's own worker
        except (EOFError, TypeError, ValueError):
            self.clear()

    def take(self) -> bytes | None:
        """Return all of it, or nothing if nothing has come since the last time."""
        if not self._has_news:
            return None
        self._has_news = False
        return marshal.dumps(self._compiled)


def compile_below(root: str, environment: Environment) -> None:
    """Have an environment compile its templates, but for those that are no files below a folder.

    What can't be compiled is left to whoever asks for it.
    """
    loader = environment.loader
    if loader is None:
        return
    try:
        names = environment.list_templates()
    except TypeError:  # it can't tell
        return
    for name in names:
        with suppress(TemplateError, OSError, UnicodeError):
            _, path, _ = loader.get_source(environment, name)
            if path is not None and Path(path).is_relative_to(root):
                environment.get_template(name)


templates = TemplateCache()


def install() -> None:
    """Have environments use it that are made afterwards and name no cache of their own."""
    _environment.default_bytecode_cache = templates
