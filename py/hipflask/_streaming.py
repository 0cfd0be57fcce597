"""Iterators that run within the context of the request whose response they are."""

from __future__ import annotations

import typing as t
from functools import update_wrapper

from .ctx import RequestContext, _required_request_context
from .globals import _cv_app, _cv_request


class ContextStream(t.Generic[t.AnyStr]):
    """Makes the contexts active for each item, and only while it is made.

    So an iterator that is abandoned half way leaves no context behind. At the end, or when it is
    closed, the teardown functions run: once more than at the end of the request itself, since the
    iterator may have opened again what they closed.
    """

    def __init__(self, iterator: t.Iterator[t.AnyStr], request_context: RequestContext) -> None:
        self._iterator: t.Iterator[t.AnyStr] = iterator
        self._request_context = request_context
        self._app_context = _cv_app.get()
        self._state: t.Literal["new", "running", "done"] = "new"

    def __iter__(self) -> t.Self:
        return self

    def __next__(self) -> t.AnyStr:
        if self._state == "done":
            raise StopIteration
        self._state = "running"
        app_token = _cv_app.set(self._app_context)
        request_token = _cv_request.set(self._request_context)
        try:
            return next(self._iterator)
        except StopIteration:
            self._finish(None)
            raise
        except BaseException as error:
            self._finish(error)
            raise
        finally:
            _cv_request.reset(request_token)
            _cv_app.reset(app_token)

    def close(self) -> None:
        """End the iterator, within the contexts."""
        if self._state == "done":
            return
        app_token = _cv_app.set(self._app_context)
        request_token = _cv_request.set(self._request_context)
        try:
            if self._state == "running":
                self._finish(None)
            else:
                self._state = "done"
                self._close_iterator()
        finally:
            _cv_request.reset(request_token)
            _cv_app.reset(app_token)

    def _finish(self, error: BaseException | None) -> None:
        self._state = "done"
        app = self._app_context.app
        try:
            self._close_iterator()
        finally:
            try:
                self._request_context._tear_down(error)
            finally:
                app.do_teardown_appcontext(error)

    def _close_iterator(self) -> None:
        close = getattr(self._iterator, "close", None)
        if close is not None:
            close()


@t.overload
def stream_with_context(
    generator_or_function: t.Iterator[t.AnyStr],
) -> t.Iterator[t.AnyStr]: ...
@t.overload
def stream_with_context(
    generator_or_function: t.Callable[..., t.Iterator[t.AnyStr]],
) -> t.Callable[..., t.Iterator[t.AnyStr]]: ...
def stream_with_context(
    generator_or_function: t.Any,
) -> t.Any:
    """Keep the request context for a generator that streams a response.

    :param generator_or_function: an iterator, or a generator function (then this is a decorator)
    :raises RuntimeError: no request context is active
    """
    try:
        iterator = iter(generator_or_function)
    except TypeError:

        def wrapper(*args: t.Any, **kwargs: t.Any) -> t.Any:
            return stream_with_context(generator_or_function(*args, **kwargs))

        return update_wrapper(wrapper, generator_or_function)
    ctx = _required_request_context(
        "stream_with_context", "Call it in the view that returns the stream."
    )
    return ContextStream(iterator, ctx)
