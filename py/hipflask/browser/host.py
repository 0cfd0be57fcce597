"""What runs in the interpreter behind the service worker, from its first import to an answer."""

from __future__ import annotations

import json
import os
import random
import sys
import traceback
import typing as t
from dataclasses import dataclass, field

from .environ import build_environ
from .gateway import Exchange, Gateway

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


@dataclass(frozen=True, slots=True)
class HostConfig:
    """How a site's application is found and run.

    :param spec: what to import: ``module``, ``module:name`` or ``module:factory()``.
    :param root: the folder that the application was unpacked to; it goes to ``sys.path`` and
        becomes the working directory.
    :param script_name: the path that the application is mounted at, without a trailing slash.
    :param environment: what to add to ``os.environ``.
    :param flask_alias: whether ``import flask`` means hipflask.
    """

    spec: str
    root: str
    script_name: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    flask_alias: bool = True

    @classmethod
    def from_json(cls, text: str) -> HostConfig:
        """Read a configuration that the service worker wrote.

        :raises TypeError: a member is missing, or unknown.
        """
        return cls(**json.loads(text))


class Host:
    """Holds the application, and answers requests with it once :meth:`start` has succeeded."""

    def __init__(self) -> None:
        self._gateway: Gateway | None = None
        self._script_name = ""

    def start(self, config: HostConfig) -> str | None:
        """Import the application.

        :returns: nothing if it can answer requests now, else the traceback of what went wrong.
        """
        _leave_the_root()
        random.seed()  # its state came out of a snapshot that every start shares
        os.environ.update(config.environment)
        os.makedirs(config.root, exist_ok=True)
        os.chdir(config.root)
        sys.path.insert(0, config.root)
        try:
            self._gateway = Gateway(_load(config))
        except BaseException:  # sys.exit() at import is the application's failure, not the host's
            return _format_failure(config.root)
        self._script_name = config.script_name
        return None

    def handle(self, method: str, url: str, headers: str, body: bytes) -> Exchange:
        """Answer one request.

        :param headers: field names and values in turn, separated by line feeds, which neither
            may contain.
        :raises RuntimeError: the application has not been started.
        """
        if self._gateway is None:
            raise RuntimeError("The application has not been started: call start() first.")
        fields = headers.split("\n") if headers else []
        pairs = zip(fields[::2], fields[1::2], strict=True)
        return self._gateway.handle(build_environ(method, url, self._script_name, pairs, body))


def _leave_the_root() -> None:
    """Tell Python that it is installed somewhere else than at ``/``, where Pyodide puts it.

    Whatever lies below ``sys.prefix`` counts as installed, so with ``/`` no application could have
    its instance folder beside it.
    """
    if sys.prefix == "/":
        sys.prefix = sys.exec_prefix = "/usr"


def _load(config: HostConfig) -> WSGIApplication:
    if config.flask_alias:
        from hipflask.compat import install

        install(force=True)
    from hipflask.cli.discovery import load_application

    return load_application(config.spec)


def _format_failure(root: str) -> str:
    """Format the current exception, without the host's own frames if the application has some."""
    error = sys.exception()
    assert error is not None
    report = traceback.TracebackException.from_exception(error)
    own = [i for i, frame in enumerate(report.stack) if frame.filename.startswith(f"{root}/")]
    if own:
        report.stack = traceback.StackSummary.from_list(report.stack[own[0] :])
    return "".join(report.format())
