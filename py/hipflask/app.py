"""The application: takes a request from the WSGI server, and answers with a response."""

from __future__ import annotations

import os
import typing as t
import weakref

from werkzeug.datastructures import ImmutableDict
from werkzeug.exceptions import HTTPException
from werkzeug.utils import cached_property

from . import typing as ft
from ._async import is_coroutine_function
from ._conversion import to_response
from ._defaults import DEFAULTS
from ._errors import ErrorHandling
from ._lazy import LazyClass, re_exports
from ._resources import Resources
from ._routing import bind, build_url
from .ctx import AppContext, RequestContext, _current_exception, _sentinel, _Unset
from .globals import _cv_app, _cv_request
from .sessions import SecureCookieSessionInterface, SessionInterface
from .signals import (
    appcontext_tearing_down,
    request_finished,
    request_started,
    request_tearing_down,
)
from .templating import _default_template_ctx_processor, update_context
from .wrappers import Request, Response

if t.TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from werkzeug.routing import MapAdapter

    from ._errors import ExcInfo
    from .cli import AppGroup
    from .templating import Environment
    from .testing import FlaskClient, FlaskCliRunner

_PRESERVE = "werkzeug.debug.preserve_context"


class Flask(ErrorHandling, Resources):
    """An application: routes, functions and configuration behind one WSGI callable.

    :param import_name: the module it is defined in, usually ``__name__``; templates and static
        files are found beside it
    :param static_url_path: where static files are served; ``/static`` by default
    :param static_folder: folder of static files, relative to the root path; ``None`` for none
    :param static_host: host of static files, needed with ``host_matching``
    :param host_matching: match rules by their ``host``
    :param subdomain_matching: match rules by their ``subdomain`` of ``SERVER_NAME``
    :param template_folder: folder of templates, relative to the root path
    :param instance_path: absolute path of the instance folder; beside the package by default
    :param instance_relative_config: configuration files are relative to the instance folder
    :param root_path: folder that others are relative to; found through ``import_name`` by default
    """

    default_config = ImmutableDict(DEFAULTS)

    #: Class of :attr:`jinja_env`.
    jinja_environment: type[Environment] = t.cast(
        "type[Environment]", LazyClass("_environment", "Environment")
    )
    #: Class of requests.
    request_class: type[Request] = Request
    #: Class of responses.
    response_class: type[Response] = Response
    #: Opens and saves sessions.
    session_interface: SessionInterface = SecureCookieSessionInterface()

    def _register_own_parts(self, static_host: str | None) -> None:
        self.template_context_processors[None] = [_default_template_ctx_processor]
        if self.has_static_folder:
            self._add_static_rule(static_host)

    #: The view of the static folder, if there is one: who replaces it can be told from that.
    _static_view: t.Callable[..., Response] | None = None

    def _add_static_rule(self, static_host: str | None) -> None:
        if bool(static_host) is not self.url_map.host_matching:
            raise AssertionError(
                "'static_host' and 'host_matching' go together: give both, or neither,"
                " or no static folder."
            )
        # A view that held the application would keep it from being freed at once.
        ref = weakref.ref(self)
        self._static_view = lambda **kw: t.cast(Flask, ref()).send_static_file(**kw)
        self.add_url_rule(
            f"{self.static_url_path}/<path:filename>",
            endpoint="static",
            host=static_host,
            view_func=self._static_view,
        )

    @cached_property
    def cli(self) -> AppGroup:  # Click is imported only if it is used
        """The application's commands."""
        from .cli import AppGroup

        return AppGroup(name=self.name)

    # -- files and templates

    def open_instance_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = "utf-8"
    ) -> t.IO[t.Any]:
        """Open a file below :attr:`instance_path`; unlike others it may be opened for writing."""
        path = os.path.join(self.instance_path, resource)
        return open(path, mode, encoding=None if "b" in mode else encoding)

    def create_jinja_environment(self) -> Environment:
        """Make the template environment, with the framework's globals."""
        from ._environment import make_environment

        return make_environment(self)

    def update_template_context(self, context: dict[str, t.Any]) -> None:
        """Add what context processors return; what ``context`` holds already is kept."""
        update_context(self, context)

    def make_shell_context(self) -> dict[str, t.Any]:
        """The names in the ``shell`` command."""
        from .globals import g

        names: dict[str, t.Any] = {"app": self, "g": g}
        for processor in self.shell_context_processors:
            names.update(processor())
        return names

    # -- running and testing

    def run(
        self,
        host: str | None = None,
        port: int | None = None,
        debug: bool | None = None,
        load_dotenv: bool = True,
        **options: t.Any,
    ) -> None:
        """Run the development server; not for production. Ignored below the command line's.

        :param host: address to listen on; from ``SERVER_NAME``, else ``127.0.0.1``
        :param port: from ``SERVER_NAME``, else 5000
        :param debug: switch debug mode
        :param load_dotenv: read ``.env`` and ``.flaskenv`` first
        :param options: for :func:`werkzeug.serving.run_simple`
        """
        from ._development import run

        run(self, host, port, debug, load_dotenv, options)

    def test_client(self, use_cookies: bool = True, **kwargs: t.Any) -> FlaskClient:
        """A client that calls the application without a server; see :class:`FlaskClient`.

        :param kwargs: for :attr:`test_client_class`
        """
        cls = self.test_client_class
        if cls is None:
            from .testing import FlaskClient

            cls = FlaskClient
        return cls(self, self.response_class, use_cookies=use_cookies, **kwargs)

    def test_cli_runner(self, **kwargs: t.Any) -> FlaskCliRunner:
        """A runner that invokes the application's commands; see :class:`FlaskCliRunner`."""
        cls = self.test_cli_runner_class
        if cls is None:
            from .testing import FlaskCliRunner

            cls = FlaskCliRunner
        return cls(self, **kwargs)

    # -- contexts

    def app_context(self) -> AppContext:
        """An application context, for code that runs outside of requests and commands."""
        return AppContext(self)

    def request_context(self, environ: WSGIEnvironment) -> RequestContext:
        """The context of a request that is described by a WSGI environ."""
        return RequestContext(self, environ)

    def test_request_context(self, *args: t.Any, **kwargs: t.Any) -> RequestContext:
        """The context of a request that is described by the arguments of
        :class:`~hipflask.testing.EnvironBuilder`: path, method, data, json, …
        """
        from .testing import EnvironBuilder

        builder = EnvironBuilder(self, *args, **kwargs)
        try:
            return self.request_context(builder.get_environ())
        finally:
            builder.close()

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """What matches and builds URLs, for a request or (``None``) for an application context.

        :return: ``None`` outside of requests when ``SERVER_NAME`` is not set
        """
        return bind(self, request)

    # -- calling functions

    def ensure_sync(self, func: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
        """``func`` itself, or for a coroutine function a plain one that runs it to its end."""
        return self.async_to_sync(func) if is_coroutine_function(func) else func

    def async_to_sync(self, func: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
        """A plain function that runs a coroutine function in an event loop.

        :raises RuntimeError: asgiref is not installed
        """
        try:
            from asgiref.sync import async_to_sync
        except ImportError:
            raise RuntimeError(
                "Asynchronous views need asgiref: install 'hipflask[async]'."
            ) from None
        return t.cast("t.Callable[..., t.Any]", async_to_sync(func))

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: t.Any,
    ) -> str:
        """Build the URL of an endpoint.

        :param endpoint: name of the endpoint; ``.name`` is one of the current blueprint
        :param _anchor: fragment to add
        :param _method: build the rule that has this method
        :param _scheme: of an external URL
        :param _external: with scheme and host; the default outside of requests
        :param values: for the rule's variable parts; others become the query
        :raises BuildError: no rule fits
        """
        return build_url(self, endpoint, _anchor, _method, _scheme, _external, values)

    # -- handling a request

    def log_exception(self, exc_info: ExcInfo | tuple[None, None, None]) -> None:
        """Log the exception of the current request with its traceback."""
        # Here and not beside its caller: the log names the module, and that is "app" in Flask.
        request = _cv_request.get().request
        self.logger.error("Exception on %s [%s]", request.path, request.method, exc_info=exc_info)

    def dispatch_request(self) -> ft.ResponseReturnValue:
        """Call the view that the request's rule names, and return what it returns."""
        request = _cv_request.get().request
        if request.routing_exception is not None:
            self.raise_routing_exception(request)
        rule: t.Any = request.url_rule
        if request.method == "OPTIONS" and getattr(rule, "provide_automatic_options", False):
            return self.make_default_options_response()
        view = self.ensure_sync(self.view_functions[rule.endpoint])
        values: t.Any = request.view_args
        rv: ft.ResponseReturnValue = view(**values)
        return rv

    def full_dispatch_request(self) -> Response:
        """Dispatch the request between the functions that run before and after it."""
        self._got_first_request = True
        try:
            if request_started.receivers:
                request_started.send(self, _async_wrapper=self.ensure_sync)
            rv: t.Any = self.preprocess_request()
            if rv is None:
                rv = self.dispatch_request()
        except Exception as e:
            rv = self.handle_user_exception(e)
        return self.finalize_request(rv)

    def finalize_request(
        self, rv: ft.ResponseReturnValue | HTTPException, from_error_handler: bool = False
    ) -> Response:
        """Make a response of what a view returned, and run the functions after the request.

        :param from_error_handler: log exceptions in these functions instead of raising them
        """
        response = self.make_response(rv)
        try:
            response = self.process_response(response)
            if request_finished.receivers:
                request_finished.send(self, _async_wrapper=self.ensure_sync, response=response)
        except Exception:
            if not from_error_handler:
                raise
            self.logger.exception("Finishing the request failed while an error was being handled")
        return response

    def make_default_options_response(self) -> Response:
        """The response to OPTIONS: an ``Allow`` header with the methods of the URL's rules."""
        adapter = t.cast("MapAdapter", _cv_request.get().url_adapter)
        response = self.response_class()
        response.allow.update(adapter.allowed_methods())
        return response

    def make_response(self, rv: t.Any) -> Response:
        """Make a response of what a view returned.

        :param rv: a string, bytes, dict, list, iterator of strings or bytes, response, WSGI
            application, or a tuple of one of these with a status, headers, or both
        :raises TypeError: it is none of these
        """
        if type(rv) is str:  # by far the most frequent
            return self.response_class(rv)
        return to_response(self, rv)

    def preprocess_request(self) -> ft.ResponseReturnValue | None:
        """Run URL value preprocessors, then functions before the request.

        :return: the first result that is not ``None``; the view is then not called
        """
        preprocessors, functions = self.url_value_preprocessors, self.before_request_funcs
        if not preprocessors and not functions:
            return None
        request = _cv_request.get().request
        scopes = (None, *reversed(request.blueprints))
        if preprocessors:
            for scope in scopes:
                for preprocessor in preprocessors.get(scope, ()):
                    preprocessor(request.endpoint, request.view_args)
        for scope in scopes:
            for function in functions.get(scope, ()):
                rv: ft.ResponseReturnValue | None = self.ensure_sync(function)()
                if rv is not None:
                    return rv
        return None

    def process_response(self, response: Response) -> Response:
        """Run the functions after the request, innermost blueprint first, and save the session."""
        ctx = _cv_request.get()
        for function in ctx._after_request_functions:
            response = self.ensure_sync(function)(response)
        functions = self.after_request_funcs
        if functions:
            for scope in (*ctx.request.blueprints, None):
                for function in reversed(functions.get(scope, ())):
                    response = self.ensure_sync(function)(response)
        # A session that nobody asked for was not opened, if nothing depends on its being saved.
        session = ctx._session
        if session is not None and not self.session_interface.is_null_session(session):
            self.session_interface.save_session(self, session, response)
        return response

    def do_teardown_request(self, exc: BaseException | _Unset | None = _sentinel) -> None:
        """Run the functions of the request's end, innermost blueprint first.

        :param exc: the exception to tell them of; the one being handled by default
        """
        functions = self.teardown_request_funcs
        if functions:
            exc = _current_exception(exc)
            for scope in (*_cv_request.get().request.blueprints, None):
                for function in reversed(functions.get(scope, ())):
                    self.ensure_sync(function)(exc)
        if request_tearing_down.receivers:
            request_tearing_down.send(
                self, _async_wrapper=self.ensure_sync, exc=_current_exception(exc)
            )

    def do_teardown_appcontext(self, exc: BaseException | _Unset | None = _sentinel) -> None:
        """Run the functions of the application context's end.

        :param exc: the exception to tell them of; the one being handled by default
        """
        if self.teardown_appcontext_funcs:
            exc = _current_exception(exc)
            for function in reversed(self.teardown_appcontext_funcs):
                self.ensure_sync(function)(exc)
        if appcontext_tearing_down.receivers:
            appcontext_tearing_down.send(
                self, _async_wrapper=self.ensure_sync, exc=_current_exception(exc)
            )

    def wsgi_app(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> t.Iterable[bytes]:
        """The WSGI application (PEP 3333); wrap this in middleware, and not the object itself."""
        ctx = self.request_context(environ)
        error: BaseException | None = None
        try:
            try:
                ctx.push()
                response = self.full_dispatch_request()
            except Exception as e:
                error = e
                response = self.handle_exception(e)
            except BaseException as e:
                error = e
                raise
            return response(environ, start_response)
        finally:
            preserve = environ.get(_PRESERVE)
            if preserve is not None:
                # The test client and the debugger go on using the contexts.
                preserve(_cv_app.get())
                preserve(_cv_request.get())
            if error is not None and self.should_ignore_error(error):
                error = None
            ctx.pop(error)

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> t.Iterable[bytes]:
        """Call :meth:`wsgi_app`, or the middleware it was replaced with."""
        return self.wsgi_app(environ, start_response)


if not t.TYPE_CHECKING:
    __getattr__ = re_exports(__name__)
