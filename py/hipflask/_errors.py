"""What an application does with an exception: a handler, a log entry, a response."""

from __future__ import annotations

import sys
import typing as t

from werkzeug.exceptions import BadRequestKeyError, HTTPException, InternalServerError
from werkzeug.routing import RequestRedirect, RoutingException

from . import typing as ft
from .globals import _cv_request
from .sansio.app import App
from .signals import got_request_exception

if t.TYPE_CHECKING:
    from types import TracebackType

    from .wrappers import Request, Response

    ExcInfo = tuple[type[BaseException], BaseException, TracebackType]


class ErrorHandling(App):
    """The methods of :class:`~hipflask.Flask` that exceptions go through."""

    if t.TYPE_CHECKING:

        def ensure_sync(self, func: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]: ...

        def log_exception(self, exc_info: ExcInfo | tuple[None, None, None]) -> None: ...

        def finalize_request(
            self, rv: ft.ResponseReturnValue | HTTPException, from_error_handler: bool = False
        ) -> Response: ...

    def handle_http_exception(self, e: HTTPException) -> HTTPException | ft.ResponseReturnValue:
        """Let an error handler answer an HTTP exception; without one it is its own response."""
        # Without a code it is a proxy; routing's own exceptions redirect and are no errors.
        if e.code is None or isinstance(e, RoutingException):
            return e
        handler = self._find_error_handler(e, _cv_request.get().request.blueprints)
        if handler is None:
            return e
        return t.cast("ft.ResponseReturnValue", self.ensure_sync(handler)(e))

    def handle_user_exception(self, e: Exception) -> HTTPException | ft.ResponseReturnValue:
        """Let an error handler answer whatever exception a request raised.

        :raises Exception: ``e`` itself, when no handler fits
        """
        if isinstance(e, BadRequestKeyError) and (
            self.debug or self.config["TRAP_BAD_REQUEST_ERRORS"]
        ):
            e.show_exception = True
        if isinstance(e, HTTPException) and not self.trap_http_exception(e):
            return self.handle_http_exception(e)
        handler = self._find_error_handler(e, _cv_request.get().request.blueprints)
        if handler is None:
            raise
        return t.cast("ft.ResponseReturnValue", self.ensure_sync(handler)(e))

    def handle_exception(self, e: Exception) -> Response:
        """Answer an exception that nothing handled: log it and send 500.

        In debug mode and tests, or as ``PROPAGATE_EXCEPTIONS`` says, it is raised instead.
        """
        exc_info = sys.exc_info()
        got_request_exception.send(self, _async_wrapper=self.ensure_sync, exception=e)
        propagate = self.config["PROPAGATE_EXCEPTIONS"]
        if propagate is None:
            propagate = self.testing or self.debug
        if propagate:
            if exc_info[1] is e:
                raise
            raise e

        self.log_exception(t.cast("ExcInfo", exc_info))
        answer: t.Any = InternalServerError(original_exception=e)
        handler = self._find_error_handler(answer, _cv_request.get().request.blueprints)
        if handler is not None:
            answer = self.ensure_sync(handler)(answer)
        return self.finalize_request(answer, from_error_handler=True)

    def raise_routing_exception(self, request: Request) -> t.NoReturn:
        """Raise why no rule matched; in debug mode explain a redirect that would drop a form."""
        error = request.routing_exception
        if (
            not self.debug
            or not isinstance(error, RequestRedirect)
            or error.code in {307, 308}
            or request.method in {"GET", "HEAD", "OPTIONS"}
        ):
            raise t.cast(HTTPException, error)
        from .debughelpers import FormDataRoutingRedirect

        raise FormDataRoutingRedirect(request)
