"""The application as far as it needs no request: its configuration, rules, templates, errors."""

from __future__ import annotations

import os
import typing as t
from datetime import timedelta

from werkzeug import routing
from werkzeug.exceptions import Aborter, BadRequest, BadRequestKeyError
from werkzeug.routing import BuildError, Map
from werkzeug.utils import cached_property
from werkzeug.utils import redirect as _wz_redirect

from .. import typing as ft
from .._lazy import LazyClass, re_exports
from .._paths import instance_path_for
from ..config import Config, ConfigAttribute
from ..ctx import _AppCtxGlobals
from ..json.provider import DefaultJSONProvider, JSONProvider
from ._filters import TemplateRegistry
from ._setup import setupmethod
from .rules import Rule
from .scaffold import Scaffold, _endpoint_from_view_func

if t.TYPE_CHECKING:
    import logging

    from werkzeug.wrappers import Response as BaseResponse

    from ..blueprints import Blueprint
    from ..templating import DispatchingJinjaLoader, Environment
    from ..testing import FlaskClient, FlaskCliRunner

T_shell_context_processor = t.TypeVar(
    "T_shell_context_processor", bound=ft.ShellContextProcessorCallable
)
T_teardown = t.TypeVar("T_teardown", bound=ft.TeardownCallable)


def _lifetime(value: t.Any) -> timedelta:
    return value if isinstance(value, timedelta) else timedelta(seconds=value)


class App(TemplateRegistry, Scaffold):
    """Base of :class:`~hipflask.Flask`, which documents the parameters."""

    #: Class of :attr:`aborter`.
    aborter_class = Aborter
    #: Class of the template environment.
    jinja_environment: type[Environment] = t.cast(
        "type[Environment]", LazyClass("templating", "Environment")
    )
    #: Class of :data:`~hipflask.g`.
    app_ctx_globals_class: type[t.Any] = _AppCtxGlobals
    #: Class of :attr:`config`.
    config_class = Config
    #: Class of :attr:`json`.
    json_provider_class: type[JSONProvider] = DefaultJSONProvider
    #: Arguments for the template environment. Set them before it is used.
    jinja_options: dict[str, t.Any] = {}  # noqa: RUF012  # Flask's interface: replaced or extended
    #: Class of URL rules.
    url_rule_class: type[routing.Rule] = Rule
    #: Class of :attr:`url_map`.
    url_map_class = Map
    #: Class of test clients; :class:`~hipflask.testing.FlaskClient` when ``None``.
    test_client_class: type[FlaskClient] | None = None
    #: Class of runners of commands in tests;
    #: :class:`~hipflask.testing.FlaskCliRunner` when ``None``.
    test_cli_runner_class: type[FlaskCliRunner] | None = None
    #: Configuration that :attr:`config` starts with.
    default_config: t.Mapping[str, t.Any]
    #: Class of responses; :class:`~hipflask.Flask` sets it.
    response_class: type[t.Any]

    #: Exceptions reach the test client, and other helpers for tests are on: ``TESTING``.
    testing = ConfigAttribute[bool]("TESTING")
    #: Signs sessions and whatever else: ``SECRET_KEY``.
    secret_key = ConfigAttribute[str | bytes | None]("SECRET_KEY")
    #: How long a permanent session lasts: ``PERMANENT_SESSION_LIFETIME``, which may be seconds.
    permanent_session_lifetime = ConfigAttribute[timedelta](
        "PERMANENT_SESSION_LIFETIME", get_converter=_lifetime
    )

    def __init__(
        self,
        import_name: str,
        static_url_path: str | None = None,
        static_folder: str | os.PathLike[str] | None = "static",
        static_host: str | None = None,
        host_matching: bool = False,
        subdomain_matching: bool = False,
        template_folder: str | os.PathLike[str] | None = "templates",
        instance_path: str | None = None,
        instance_relative_config: bool = False,
        root_path: str | None = None,
    ) -> None:
        super().__init__(
            import_name=import_name,
            static_folder=static_folder,
            static_url_path=static_url_path,
            template_folder=template_folder,
            root_path=root_path,
        )
        if instance_path is None:
            instance_path = self.auto_find_instance_path()
        elif not os.path.isabs(instance_path):
            raise ValueError(
                f"'instance_path' must be absolute, but it is {instance_path!r}. Join it to"
                " the folder that it is meant to be relative to."
            )
        #: Folder for files that belong to this installation and not to the code; may not exist.
        self.instance_path = instance_path
        #: The configuration. Where files are looked for depends on ``instance_relative_config``.
        self.config = self.make_config(instance_relative_config)
        #: Raises the exception of a status code; :func:`~hipflask.abort` calls it.
        self.aborter = self.make_aborter()
        #: Reads and writes JSON.
        self.json: JSONProvider = self.json_provider_class(self)
        #: Called with the :exc:`~werkzeug.routing.BuildError`, endpoint and values of a URL that
        #: can't be built; the first result that is not ``None`` is the URL.
        self.url_build_error_handlers: list[
            t.Callable[[Exception, str, dict[str, t.Any]], str | None]
        ] = []
        #: Called when the application context ends.
        self.teardown_appcontext_funcs: list[ft.TeardownCallable] = []
        #: Called for the names in the ``shell`` command.
        self.shell_context_processors: list[ft.ShellContextProcessorCallable] = []
        #: Registered blueprints by name.
        self.blueprints: dict[str, Blueprint] = {}
        #: Where extensions keep their state, by their name.
        self.extensions: dict[str, t.Any] = {}
        #: The URL rules.
        self.url_map = self.url_map_class(host_matching=host_matching)
        #: Rules are matched by their ``subdomain`` too.
        self.subdomain_matching = subdomain_matching
        self._got_first_request = False
        self._register_own_parts(static_host)

    def _register_own_parts(self, static_host: str | None) -> None:
        """Register what each application has from the start; :class:`~hipflask.Flask` does."""

    def _check_setup_finished(self, f_name: str) -> None:
        if self._got_first_request:
            raise AssertionError(
                f"The setup method '{f_name}' was called on the application after its first"
                " request, so the change would not apply everywhere. Make every import, decorator"
                " and call that sets the application up come before it is run."
            )

    @cached_property
    def name(self) -> str:
        """The import name; for a script the name of its file."""
        if self.import_name != "__main__":
            return self.import_name
        import sys

        file = getattr(sys.modules["__main__"], "__file__", None)
        return "__main__" if file is None else os.path.splitext(os.path.basename(file))[0]

    @cached_property
    def logger(self) -> logging.Logger:
        """The logger named like the application; see :mod:`hipflask.logging`."""
        from ..logging import create_logger

        return create_logger(self)

    @cached_property
    def jinja_env(self) -> Environment:
        """The template environment, made when it is first needed."""
        return self.create_jinja_environment()

    def create_jinja_environment(self) -> Environment:
        """Make the template environment; :class:`~hipflask.Flask` does."""
        raise TypeError(f"{type(self).__name__} must override create_jinja_environment().")

    def make_config(self, instance_relative: bool = False) -> Config:
        """Make :attr:`config`, whose files are relative to the root or the instance path."""
        from ..helpers import get_debug_flag

        defaults = dict(self.default_config)
        defaults["DEBUG"] = get_debug_flag()
        return self.config_class(
            self.instance_path if instance_relative else self.root_path, defaults
        )

    def make_aborter(self) -> Aborter:
        """Make :attr:`aborter`, which :func:`~hipflask.abort` calls."""
        return self.aborter_class()

    def auto_find_instance_path(self) -> str:
        """The instance folder when none is given: beside the package, or below ``var``."""
        path = instance_path_for(self.import_name)
        # A script's instance folder is named after the script.
        if self.import_name == "__main__" and path.endswith("__main__-instance"):
            return os.path.join(os.path.dirname(path), f"{self.name}-instance")
        return path

    def create_global_jinja_loader(self) -> DispatchingJinjaLoader:
        """Make the loader that looks in the application's and in blueprints' folders."""
        from ..templating import DispatchingJinjaLoader

        return DispatchingJinjaLoader(self)

    def select_jinja_autoescape(self, filename: str | None) -> bool:
        """Whether a template is escaped: HTML, XML and SVG files are, and strings."""
        return filename is None or filename.endswith((".html", ".htm", ".xml", ".xhtml", ".svg"))

    @property
    def debug(self) -> bool:
        """Debug mode, ``DEBUG``: templates reload and errors are explained."""
        return t.cast(bool, self.config["DEBUG"])

    @debug.setter
    def debug(self, value: bool) -> None:
        self.config["DEBUG"] = value
        if self.config["TEMPLATES_AUTO_RELOAD"] is None and "jinja_env" in self.__dict__:
            self.jinja_env.auto_reload = value

    @setupmethod
    def register_blueprint(self, blueprint: Blueprint, **options: t.Any) -> None:
        """Add a blueprint's routes and functions to the application.

        :param options: ``url_prefix``, ``subdomain``, ``url_defaults`` replace the blueprint's own;
            ``name`` registers it under another name, ``name_prefix`` below one
        :raises ValueError: the name is taken
        """
        blueprint.register(self, options)

    def iter_blueprints(self) -> t.ValuesView[Blueprint]:
        """The registered blueprints, in order of registration."""
        return self.blueprints.values()

    @setupmethod
    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        **options: t.Any,
    ) -> None:
        if endpoint is None:
            endpoint = _endpoint_from_view_func(view_func)
        options["endpoint"] = endpoint
        methods = _rule_methods(options.pop("methods", None), view_func)
        required = {m.upper() for m in getattr(view_func, "required_methods", ())}
        automatic = self._provides_options(provide_automatic_options, view_func, methods)
        if automatic:
            required.add("OPTIONS")

        rule_obj = self.url_rule_class(rule, methods=methods | required, **options)
        rule_obj.provide_automatic_options = automatic  # type: ignore[attr-defined]
        self.url_map.add(rule_obj)
        if view_func is not None:
            self._set_view_function(endpoint, view_func)

    def _provides_options(
        self, given: bool | None, view_func: ft.RouteCallable | None, methods: set[str]
    ) -> bool:
        if given is None:
            given = getattr(view_func, "provide_automatic_options", None)
        if given is None:
            return "OPTIONS" not in methods and bool(self.config["PROVIDE_AUTOMATIC_OPTIONS"])
        return given

    def _set_view_function(self, endpoint: str, view_func: ft.RouteCallable) -> None:
        existing = self.view_functions.get(endpoint)
        if existing is not None and existing != view_func:
            raise AssertionError(
                f"The endpoint {endpoint!r} has a view function already: {existing!r}. Give one"
                " of the two another name, or pass 'endpoint='."
            )
        self.view_functions[endpoint] = view_func

    @setupmethod
    def teardown_appcontext(self, f: T_teardown) -> T_teardown:
        """Call a function when the application context ends, with the exception or ``None``."""
        self.teardown_appcontext_funcs.append(f)
        return f

    @setupmethod
    def shell_context_processor(self, f: T_shell_context_processor) -> T_shell_context_processor:
        """Add the dict that a function returns to the names in the ``shell`` command."""
        self.shell_context_processors.append(f)
        return f

    def _find_error_handler(
        self, e: Exception, blueprints: t.Sequence[str]
    ) -> ft.ErrorHandlerCallable | None:
        """The handler for an exception: code before class, blueprint before application."""
        if not self.error_handler_spec:
            return None
        exc_class, code = self._get_exc_class_and_code(type(e))
        for c in (None,) if code is None else (code, None):
            for scope in (*blueprints, None):
                handlers = self.error_handler_spec[scope][c]
                for cls in exc_class.__mro__ if handlers else ():
                    handler = handlers.get(cls)
                    if handler is not None:
                        return handler
        return None

    def trap_http_exception(self, e: Exception) -> bool:
        """Whether an HTTP exception is to be handled like any other, and not as a response.

        ``TRAP_HTTP_EXCEPTIONS`` traps all, ``TRAP_BAD_REQUEST_ERRORS`` those of bad requests;
        debug mode traps missing keys unless the latter is ``False``.
        """
        if self.config["TRAP_HTTP_EXCEPTIONS"]:
            return True
        trap_bad_request = self.config["TRAP_BAD_REQUEST_ERRORS"]
        if trap_bad_request is None:
            return self.debug and isinstance(e, BadRequestKeyError)
        return bool(trap_bad_request) and isinstance(e, BadRequest)

    def should_ignore_error(self, error: BaseException | None) -> bool:
        """Whether teardown functions must not be told of an exception; never, unless overridden."""
        return False

    def redirect(self, location: str, code: int = 302) -> BaseResponse:
        """A response that redirects; :func:`~hipflask.redirect` calls this."""
        return _wz_redirect(location, code=code, Response=self.response_class)

    def inject_url_defaults(self, endpoint: str, values: dict[str, t.Any]) -> None:
        """Let the registered functions add values to a URL that is being built."""
        if not self.url_default_functions:
            return
        from ..wrappers import _blueprint_path

        scope = endpoint.rpartition(".")[0]
        for name in (None, *reversed(_blueprint_path(scope) if scope else ())):
            for func in self.url_default_functions.get(name, ()):
                func(endpoint, values)

    def handle_url_build_error(
        self, error: BuildError, endpoint: str, values: dict[str, t.Any]
    ) -> str:
        """Ask the :attr:`url_build_error_handlers` for a URL that couldn't be built.

        :raises BuildError: none of them knew one
        """
        for handler in self.url_build_error_handlers:
            try:
                url = handler(error, endpoint, values)
            except BuildError as e:
                error = e
            else:
                if url is not None:
                    return url
        raise error


def _rule_methods(given: t.Any, view_func: ft.RouteCallable | None) -> set[str]:
    """The methods of a rule: those given, else the view function's, else GET."""
    if given is None:
        given = getattr(view_func, "methods", None) or ("GET",)
    if isinstance(given, str):
        raise TypeError(f"Methods must be a list of strings, such as methods=[{given!r}].")
    return {method.upper() for method in given}


if not t.TYPE_CHECKING:
    __getattr__ = re_exports(__name__)
