"""What JavaScript calls.

One call in with strings and bytes, one list out: attribute walks over proxies and JSON cost several
times as much.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import random
import sys
import time
import typing as t
from collections.abc import Callable

from pyodide.ffi import create_proxy, to_js

from . import (
    console_log,
    event_loop,
    http_clients,
    inspection,
    local_facts,
    state,
    threading_substitutes,
    warmup,
)
from .environ import Body
from .host import Host, HostConfig
from .template_cache import templates
from .uploads import open_blob, open_spooled

if t.TYPE_CHECKING:
    from pyodide.ffi import JsBuffer, JsProxy

    from .gateway import Exchange
    from .uploads import Blob

_host = Host()


def preload() -> None:
    """Do what need not be done again after a restore from a snapshot."""
    event_loop.install()
    threading_substitutes.install()
    http_clients.install()
    console_log.install()
    warmup.preload()


def awake(paths: str, language: str) -> None:
    """Make what came out of a frozen memory, perhaps another device's, fit the present one.

    :param paths: JSON, what is to be imported from: a list of paths, in order.
    :param language: a tag of :rfc:`5646`, the visitor's.
    """
    wanted = json.loads(paths)
    # Pyodide puts an entry of its own in front at each start.
    others = dict.fromkeys(path for path in sys.path if path not in wanted)
    sys.path[:] = [*others, *wanted]
    random.seed()
    os.environ["LANG"] = f"{language.replace('-', '_')}.UTF-8"
    _renew_time_zone()


def _renew_time_zone() -> None:
    """Do what :func:`time.tzset` does, which is not there: read again what is read at import."""
    spec = time.__spec__
    assert spec is not None
    assert spec.loader is not None
    fresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fresh)
    for name in ("timezone", "altzone", "daylight", "tzname"):
        setattr(time, name, getattr(fresh, name))


def import_modules(config: str) -> JsProxy:
    """Import the application's module; see :meth:`Host.import_modules`.

    :param config: JSON, see :class:`HostConfig`.
    :returns: an array: what went wrong, or nothing; and why a copy of the memory would not do then,
        or nothing.
    """
    return _watched(lambda: _host.import_modules(HostConfig.from_json(config)))


def make_application(config: str) -> JsProxy:
    """Make the application; see :meth:`Host.make_application`, and :func:`import_modules`."""
    return _watched(lambda: _host.make_application(HostConfig.from_json(config)))


def _watched(step: Callable[[], str | None]) -> JsProxy:
    before = random.getstate(), event_loop.scheduled()
    with local_facts.watching() as readings:
        failure = step()
    leftover = None
    if before != (random.getstate(), event_loop.scheduled()):
        leftover = "it drew random numbers, or set a timer"
    elif readings.any:
        leftover = "it asked for the language, or for the time zone"
    return to_js((failure, leftover))


def forget_files() -> None:
    """Close the files that are open only because nobody has looked whether they are needed."""
    metadata = sys.modules.get("importlib.metadata")
    if metadata is not None:
        metadata.MetadataPathFinder.invalidate_caches()
    gc.collect()


def start(
    config: str,
    watch: Callable[[float], object],
    compiled: JsBuffer | None,
    log: console_log.Write,
) -> str | None:
    """Import the application that the configuration (JSON, see :class:`HostConfig`) names.

    :param watch: see :class:`~hipflask.browser.time_limit.TimeLimit`.
    :param compiled: what :func:`take_templates` returned at a former start.
    :param log: writes to the console; see :func:`.console_log.connect`.
    :returns: nothing, or the traceback of what kept it from being imported.
    """
    if compiled is not None:
        templates.restore(compiled.to_bytes())
    console_log.connect(log)
    return _host.start(HostConfig.from_json(config), watch)


def static_answers() -> str | None:
    """Tell what of its answers the worker may keep; see :meth:`Host.static_answers`."""
    return _host.static_answers()


def take_templates() -> JsProxy | None:
    """Return all compiled templates as ``Uint8Array``, if there are any new ones."""
    compiled = templates.take()
    return None if compiled is None else to_js(compiled)


def give_templates(compiled: JsBuffer) -> None:
    """Go on with what :func:`take_templates` has returned elsewhere."""
    templates.restore(compiled.to_bytes())


def compile_templates(root: str) -> JsProxy | None:
    """Compile the application's templates below a folder; see :func:`take_templates`."""
    _host.compile_templates(root)
    return take_templates()


def export_state() -> JsProxy | str:
    """Return all durable files as a zip, a ``Uint8Array``; or in words why they can't be packed."""
    try:
        return to_js(state.export())
    except state.StateArchiveError as error:
        return str(error)


def import_state(archive: JsBuffer) -> str | None:
    """Replace all durable files by those of a zip; the application has to be started anew then.

    :returns: nothing, or in words why all is as it was.
    """
    try:
        state.import_(archive.to_bytes())
    except state.StateArchiveError as error:
        return str(error)
    return None


def handle(
    method: str, url: str, headers: str, body: JsBuffer | Blob | str | None, length: int
) -> JsProxy:
    """Answer a request. Called so that it may be suspended, where the engine can do that.

    :param headers: names and values in turn, separated by line feeds.
    :param body: the bytes, a blob to be read from, or the path of a file that holds them.
    :param length: the number of bytes in the body.
    :returns: a JavaScript array: status, reason, headers in the same form, the whole body as
        ``Uint8Array`` or ``undefined``, a number of :class:`~.static_answers.Repeatable`, for the
        tools page JSON of :func:`.inspection.inspect`, and if there is no whole body a function
        that returns the next chunk and one that gives the response up.
    """
    exchange = _host.handle(method, url, headers, _content(body, length))
    fields = "\n".join(f"{name}\n{value}" for name, value in exchange.headers)
    whole = exchange.read_if_short()
    stream = _stream(exchange) if whole is None else ()
    repeatable = int(_host.judge(exchange))
    inspected = json.dumps(inspection.inspect(exchange)) if _host.has_tools else None
    return to_js([exchange.status, exchange.reason, fields, whole, repeatable, inspected, *stream])


def routes() -> str:
    """Return the application's routes as JSON; see :func:`.inspection.routes_of`."""
    return json.dumps(_host.routes())


def _content(body: JsBuffer | Blob | str | None, length: int) -> bytes | Body:
    if body is None:
        return b""
    if isinstance(body, str):
        return Body(open_spooled(body), length)
    if hasattr(body, "arrayBuffer"):
        return Body(open_blob(body), length)
    return t.cast("bytes", t.cast("JsBuffer", body).to_bytes())


def _stream(exchange: Exchange) -> tuple[JsProxy, JsProxy]:
    """Make the functions that pull a streamed body; both end with the stream."""

    def pull() -> JsProxy | None:
        chunk = exchange.next()
        return None if chunk is None else to_js(chunk)

    return create_proxy(pull), create_proxy(exchange.close)
