"""The types of what users hand over: return values of views, and registered functions."""

from __future__ import annotations

import collections.abc as cabc
import typing as t

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from werkzeug.datastructures import Headers
    from werkzeug.sansio.response import Response

#: What can stand for a response by itself.
ResponseValue = t.Union[
    "Response",
    str,
    bytes,
    list[t.Any],
    # Only a dict is made JSON, but a TypedDict is no dict to a type checker.
    t.Mapping[str, t.Any],
    t.Iterator[str],
    t.Iterator[bytes],
    cabc.AsyncIterable[str],
    cabc.AsyncIterable[bytes],
]
#: One header's value, or several for a repeated header.
HeaderValue = str | list[str] | tuple[str, ...]
#: The headers of a tuple that a view returns.
HeadersValue = t.Union[
    "Headers",
    t.Mapping[str, HeaderValue],
    t.Sequence[tuple[str, HeaderValue]],
]
#: What a view may return.
ResponseReturnValue = t.Union[
    ResponseValue,
    tuple[ResponseValue, HeadersValue],
    tuple[ResponseValue, int],
    tuple[ResponseValue, int, HeadersValue],
    "WSGIApplication",
]
#: Any class of response, as a view's annotation.
ResponseClass = t.TypeVar("ResponseClass", bound="Response")
#: An application's ``None`` or a blueprint's name, as a key.
AppOrBlueprintKey = str | None

#: Takes the response, and returns it or another.
AfterRequestCallable = (
    t.Callable[[ResponseClass], ResponseClass]
    | t.Callable[[ResponseClass], t.Awaitable[ResponseClass]]
)
#: Kept for annotations: Flask 2.3 removed what it was for.
BeforeFirstRequestCallable = t.Callable[[], None] | t.Callable[[], t.Awaitable[None]]
#: Returns ``None``, or the response instead of the view.
BeforeRequestCallable = (
    t.Callable[[], ResponseReturnValue | None]
    | t.Callable[[], t.Awaitable[ResponseReturnValue | None]]
)
#: Returns names for the ``shell`` command.
ShellContextProcessorCallable = t.Callable[[], dict[str, t.Any]]
#: Takes the exception that ended a context, or ``None``.
TeardownCallable = (
    t.Callable[[BaseException | None], None] | t.Callable[[BaseException | None], t.Awaitable[None]]
)
#: Returns variables for templates.
TemplateContextProcessorCallable = (
    t.Callable[[], dict[str, t.Any]] | t.Callable[[], t.Awaitable[dict[str, t.Any]]]
)
#: Takes the value to filter, then the filter's arguments.
TemplateFilterCallable = t.Callable[..., t.Any]
#: Called by templates.
TemplateGlobalCallable = t.Callable[..., t.Any]
#: Takes the value to test, then the test's arguments.
TemplateTestCallable = t.Callable[..., bool]
#: Takes the endpoint and the values of a URL being built, which it may add to.
URLDefaultCallable = t.Callable[[str, dict[str, t.Any]], None]
#: Takes the endpoint and the values from a URL, which it may change. Both are ``None`` when no
#: rule matched.
URLValuePreprocessorCallable = t.Callable[[str | None, dict[str, t.Any] | None], None]
#: Takes an exception, and returns what a view may return. The argument is ``Any``, for a handler
#: names the very class that it was registered for.
ErrorHandlerCallable = (
    t.Callable[[t.Any], ResponseReturnValue] | t.Callable[[t.Any], t.Awaitable[ResponseReturnValue]]
)
#: A view function.
RouteCallable = (
    t.Callable[..., ResponseReturnValue] | t.Callable[..., t.Awaitable[ResponseReturnValue]]
)
