"""The application context and the request context: what the proxies point at."""

from __future__ import annotations

import sys
import typing as t
from contextvars import Token
from functools import update_wrapper

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request as RequestBase

from . import typing as ft
from .globals import _cv_app, _cv_request
from .signals import appcontext_popped, appcontext_pushed

if t.TYPE_CHECKING:
    from types import TracebackType

    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.routing import MapAdapter

    from .app import Flask
    from .sessions import SessionMixin
    from .wrappers import Request

F = t.TypeVar("F", bound=t.Callable[..., t.Any])
_CLOSE_UPLOADS = RequestBase.close


class _Unset:
    """The type of a parameter that was not given, where ``None`` means something."""


_sentinel = _Unset()


class _AppCtxGlobals:
    """The namespace behind ``g``: attributes, with a few of a dict's manners."""

    # For type checkers: any attribute may be there.
    def __getattr__(self, name: str) -> t.Any:
        raise AttributeError(name)

    def __setattr__(self, name: str, value: t.Any) -> None:
        self.__dict__[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self.__dict__[name]
        except KeyError:
            raise AttributeError(name) from None

    def get(self, name: str, default: t.Any = None) -> t.Any:
        """The attribute's value, or ``default`` when it is not set."""
        return self.__dict__.get(name, default)

    def pop(self, name: str, default: t.Any = _sentinel) -> t.Any:
        """Remove an attribute and return its value.

        :raises KeyError: it is not set, and no default was given
        """
        if default is _sentinel:
            return self.__dict__.pop(name)
        return self.__dict__.pop(name, default)

    def setdefault(self, name: str, default: t.Any = None) -> t.Any:
        """The attribute's value; it is set to ``default`` first when it is not set."""
        return self.__dict__.setdefault(name, default)

    def __contains__(self, item: str) -> bool:
        return item in self.__dict__

    def __iter__(self) -> t.Iterator[str]:
        return iter(self.__dict__)

    def __repr__(self) -> str:
        ctx = _cv_app.get(None)
        return object.__repr__(self) if ctx is None else f"<hipflask.g of {ctx.app.name!r}>"


class _Context:
    """What can be pushed, and so used in a ``with`` statement."""

    if t.TYPE_CHECKING:

        def push(self) -> None: ...

        def pop(self, exc: BaseException | _Unset | None = ...) -> None: ...

    def __enter__(self) -> t.Self:
        self.push()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.pop(exc_value)


class AppContext(_Context):
    """Makes an application the active one, for :data:`current_app` and :data:`g`.

    Pushed with each request and each command; by hand it is best used in a ``with`` statement.

    :param app: the application
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        #: Builds URLs outside of requests; ``None`` when ``SERVER_NAME`` is not set.
        self.url_adapter: MapAdapter | None = app.create_url_adapter(None)
        #: What :data:`hipflask.g` stands for.
        self.g: _AppCtxGlobals = app.app_ctx_globals_class()
        self._cv_tokens: list[Token[AppContext]] = []

    def push(self) -> None:
        """Make this the active context."""
        self._cv_tokens.append(_cv_app.set(self))
        if appcontext_pushed.receivers:
            appcontext_pushed.send(self.app, _async_wrapper=self.app.ensure_sync)

    def pop(self, exc: BaseException | _Unset | None = _sentinel) -> None:
        """Make the previous context the active one; the last pop runs the teardown functions.

        :param exc: the exception that ended the context; the one being handled by default
        :raises AssertionError: another context is the active one
        """
        try:
            if len(self._cv_tokens) == 1:
                self.app.do_teardown_appcontext(_current_exception(exc))
        finally:
            active = _cv_app.get()
            _cv_app.reset(self._cv_tokens.pop())
        if active is not self:
            raise AssertionError(f"Popped the wrong application context: {active!r}, not {self!r}.")
        if appcontext_popped.receivers:
            appcontext_popped.send(self.app, _async_wrapper=self.app.ensure_sync)


class RequestContext(_Context):
    """Makes a request the active one, for :data:`request` and :data:`session`.

    Also makes its application active when it isn't. Creating the context routes nothing yet;
    pushing it does.

    :param app: the application
    :param environ: the WSGI environ
    :param request: use this request instead of making one
    :param session: use this session instead of opening one
    """

    def __init__(
        self,
        app: Flask,
        environ: WSGIEnvironment,
        request: Request | None = None,
        session: SessionMixin | None = None,
    ) -> None:
        self.app = app
        if request is None:
            request = app.request_class(environ)
            request.json_module = app.json
        self.request: Request = request
        #: Matches and builds URLs for the request; ``None`` when its host was refused.
        self.url_adapter: MapAdapter | None = None
        try:
            self.url_adapter = app.create_url_adapter(request)
        except HTTPException as error:
            request.routing_exception = error
        #: What :func:`~hipflask.get_flashed_messages` took from the session for this request.
        self.flashes: list[tuple[str, str]] | None = None
        self._session = session
        self._after_request_functions: list[ft.AfterRequestCallable[t.Any]] = []
        self._cv_tokens: list[tuple[Token[RequestContext], AppContext | None]] = []

    @property
    def session(self) -> SessionMixin:
        """The session. Reading this counts as access to it: the response depends on the cookie."""
        session = self._session
        if session is None:
            session = self._open_session()
        session.accessed = True
        return session

    @session.setter
    def session(self, value: SessionMixin) -> None:
        self._session = value

    def _open_session(self) -> SessionMixin:
        interface = self.app.session_interface
        session = interface.open_session(self.app, self.request)
        if session is None:
            session = interface.make_null_session(self.app)
        self._session = session
        return session

    def copy(self) -> RequestContext:
        """A context of the same request and session, for a greenlet or a thread of its own.

        The request's body can't be read there if it wasn't read before.
        """
        if self._session is None and self._cv_tokens:
            self._open_session()  # both contexts must have the same one
        return type(self)(
            self.app, environ=self.request.environ, request=self.request, session=self._session
        )

    def match_request(self) -> None:
        """Find the rule for the request; a failure is kept for when the request is dispatched."""
        request = self.request
        try:
            request.url_rule, request.view_args = self.url_adapter.match(  # type: ignore[union-attr,assignment]
                return_rule=True
            )
        except HTTPException as error:
            request.routing_exception = error

    def push(self) -> None:
        """Make this the active context, open the session and match the URL."""
        active = _cv_app.get(None)
        app_context: AppContext | None = None
        if active is None or active.app is not self.app:
            app_context = self.app.app_context()
            app_context.push()
        self._cv_tokens.append((_cv_request.set(self), app_context))

        # The session comes before routing, so that custom converters can use it.
        if self._session is None:
            waits = getattr(self.app.session_interface, "_has_nothing_to_open", None)
            if waits is None or not waits(self.app, self.request):
                self._open_session()
        if self.url_adapter is not None:
            self.match_request()

    def pop(self, exc: BaseException | _Unset | None = _sentinel) -> None:
        """Make the previous context the active one; the last pop runs the teardown functions.

        :param exc: the exception that ended the context; the one being handled by default
        :raises AssertionError: another context is the active one
        """
        is_last = len(self._cv_tokens) == 1
        if is_last:
            exc = _current_exception(exc)
        try:
            if is_last:
                self._tear_down(t.cast("BaseException | None", exc))
        finally:
            active = _cv_request.get()
            token, app_context = self._cv_tokens.pop()
            _cv_request.reset(token)
            if is_last:
                # Breaks the cycle of environ and request.
                self.request.environ["werkzeug.request"] = None
            if app_context is not None:
                app_context.pop(exc)
        if active is not self:
            raise AssertionError(f"Popped the wrong request context: {active!r}, not {self!r}.")

    def _tear_down(self, exc: BaseException | None) -> None:
        self.app.do_teardown_request(exc)
        request = self.request
        # Werkzeug's method closes uploads: there is nothing to close when none were parsed.
        if getattr(type(request), "close", None) is _CLOSE_UPLOADS and (
            request.__dict__.keys().isdisjoint(("files", "close"))
        ):
            return
        close = getattr(request, "close", None)
        if close is not None:
            close()

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} {self.request.url!r}"
            f" [{self.request.method}] of {self.app.name}>"
        )


def _current_exception(exc: BaseException | _Unset | None) -> BaseException | None:
    return sys.exc_info()[1] if isinstance(exc, _Unset) else exc


def _required_request_context(name: str, instead: str) -> RequestContext:
    ctx = _cv_request.get(None)
    if ctx is None:
        raise RuntimeError(
            f"'{name}' can only be used while a request context is active, for example in a view"
            f" function. {instead}"
        )
    return ctx


def after_this_request(
    f: ft.AfterRequestCallable[t.Any],
) -> ft.AfterRequestCallable[t.Any]:
    """Call a function with the response of the current request; it returns the one to send.

    :raises RuntimeError: no request context is active
    """
    ctx = _required_request_context(
        "after_this_request", "For every request, use '@app.after_request'."
    )
    ctx._after_request_functions.append(f)
    return f


def copy_current_request_context(f: F) -> F:
    """Make a function run in a copy of the current request context, wherever it is called.

    The context is copied when the function is decorated, so decorate it within the view.

    :raises RuntimeError: no request context is active
    """
    original = _required_request_context(
        "copy_current_request_context", "Decorate the function inside of the view."
    ).copy()

    def wrapper(*args: t.Any, **kwargs: t.Any) -> t.Any:
        with original as ctx:
            return ctx.app.ensure_sync(f)(*args, **kwargs)

    return t.cast(F, update_wrapper(wrapper, f))


def has_request_context() -> bool:
    """Whether :data:`request` and :data:`session` can be used."""
    return _cv_request.get(None) is not None


def has_app_context() -> bool:
    """Whether :data:`current_app` and :data:`g` can be used."""
    return _cv_app.get(None) is not None
