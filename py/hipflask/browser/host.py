"""What runs in the interpreter behind the service worker, from its first import to an answer."""

from __future__ import annotations

import json
import os
import random
import sys
import traceback
import typing as t
from collections.abc import Callable
from dataclasses import dataclass, field

from jinja2 import Environment

from . import device_key, inspection, template_cache
from .environ import Body, build_environ
from .gateway import Exchange, Gateway
from .state.folders import tell_folders
from .static_answers import Repeatable, StaticAnswers
from .time_limit import TimeLimit, parse_seconds
from .turns import parse_concurrency

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
    :param debug: whether exceptions are answered by the interactive debugger, and requests may
        take any time, unless a limit was set.
    :param static_cache: whether the worker may keep answers that are files of static folders.
    :param persist: absolute paths of the folders that last.
    :param tools: whether requests are described for the site's tools page.
    """

    spec: str
    root: str
    script_name: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    flask_alias: bool = True
    debug: bool = False
    static_cache: bool = False
    persist: tuple[str, ...] = ()
    tools: bool = False

    @classmethod
    def from_json(cls, text: str) -> HostConfig:
        """Read a configuration that the service worker wrote.

        :raises TypeError: a member is missing, or unknown.
        """
        return cls(**json.loads(text))


class Host:
    """Holds the application, and answers requests with it once :meth:`start` has succeeded.

    Importing the modules and making the application are steps of their own, because the
    interpreter may be frozen after each. What has been done once is not done again.
    """

    def __init__(self) -> None:
        self._application: WSGIApplication | None = None
        self._gateway: Gateway | None = None
        self._script_name = ""
        self._static_answers: StaticAnswers | None = None
        #: Whether requests are to be described for the tools page.
        self.has_tools = False

    def import_modules(self, config: HostConfig) -> str | None:
        """Import the application's module, and with it whatever that imports.

        :returns: nothing, or what went wrong: a traceback, or in words that there is none.
        """
        return _attempt(lambda: _import_modules(config))

    def make_application(self, config: HostConfig) -> str | None:
        """Find the application in its module, or call the factory that makes it.

        :returns: as :meth:`import_modules`.
        """
        return _attempt(lambda: self._make_application(config))

    def start(
        self, config: HostConfig, watch: Callable[[float], object] = lambda _: None
    ) -> str | None:
        """Make ready to answer requests.

        :param watch: has running code interrupted; see :class:`.time_limit.TimeLimit`.
        :returns: as :meth:`import_modules`.
        """
        random.seed()  # its state came out of a snapshot that every start shares
        self._script_name = config.script_name
        return _attempt(lambda: self._start(config, watch))

    def _make_application(self, config: HostConfig) -> WSGIApplication:
        # Imported late: Click makes thread-local data, of a kind that is substituted here first.
        from hipflask.cli.discovery import load_application

        if self._application is None:
            _enter(config)
            self._application = load_application(config.spec)
        return self._application

    def _start(self, config: HostConfig, watch: Callable[[float], object]) -> None:
        _enter(config)
        self.has_tools = config.tools
        concurrency = parse_concurrency(os.environ.get("HIPFLASK_CONCURRENCY"))
        limit = _time_limit(config, watch)
        application = self._make_application(config)
        if os.environ.get(device_key.VARIABLE):
            # Not before: what is frozen is the same after every start, and must not hold a key.
            device_key.give_device_key(application, config.root)
        if config.static_cache:
            self._static_answers = StaticAnswers(application)
        if config.debug:
            # Late, and anew at each start: no snapshot is to hold its secret.
            from .debugger import Debugger

            application = Debugger(application)
        self._gateway = Gateway(application, concurrency, limit)

    def static_answers(self) -> str | None:
        """What of its answers the worker may keep; see :meth:`StaticAnswers.describe`."""
        return self._static_answers.describe() if self._static_answers else None

    def judge(self, exchange: Exchange) -> Repeatable:
        """Tell which answers may be given again; see :meth:`StaticAnswers.judge`."""
        if self._static_answers is None:
            return Repeatable.NOTHING
        return self._static_answers.judge(exchange)

    def compile_templates(self, root: str) -> None:
        """Compile the application's templates below a folder; see :func:`compile_below`."""
        environment = getattr(self._application, "jinja_env", None)
        if isinstance(environment, Environment):
            template_cache.compile_below(root, environment)

    def routes(self) -> list[inspection.Route]:
        """Return the application's routes; none before its start, or if it does not tell them."""
        return [] if self._application is None else inspection.routes_of(self._application)

    def handle(self, method: str, url: str, headers: str, body: bytes | Body) -> Exchange:
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


def _time_limit(config: HostConfig, watch: Callable[[float], object]) -> TimeLimit:
    seconds = parse_seconds(os.environ.get("HIPFLASK_TIME_LIMIT"), debug=config.debug)
    limit = TimeLimit(seconds, watch)
    limit.install()
    return limit


def _leave_the_root() -> None:
    """Tell Python that it is installed somewhere else than at ``/``, where Pyodide puts it.

    Whatever lies below ``sys.prefix`` counts as installed, so with ``/`` no application could have
    its instance folder beside it.
    """
    if sys.prefix == "/":
        sys.prefix = sys.exec_prefix = "/usr"


def _enter(config: HostConfig) -> None:
    """Make the process the application's: its environment, its folder, what it imports."""
    _leave_the_root()
    os.environ.update(config.environment)
    tell_folders(config.root, config.persist)
    if not os.path.isdir(config.root):
        os.makedirs(config.root)
    os.chdir(config.root)
    if config.root not in sys.path:
        sys.path.insert(0, config.root)
    if config.flask_alias:
        from hipflask.compat import install

        install(force=True)


def _import_modules(config: HostConfig) -> None:
    from hipflask.cli.discovery import find_application, import_found

    _enter(config)
    import_found(find_application(config.spec))


def _attempt(step: Callable[[], object]) -> str | None:
    try:
        step()
    except BaseException as error:  # sys.exit() at import must not end the host
        return _describe(error)
    return None


def _describe(error: BaseException) -> str:
    """Tell what kept the application from being loaded, without the host's own frames."""
    from hipflask.cli.errors import AppImportError, NoAppException

    if isinstance(error, AppImportError):
        return error.detail
    if isinstance(error, NoAppException):
        return error.format_message()
    return "".join(traceback.format_exception(error))
