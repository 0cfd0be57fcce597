"""The functions an application or blueprint calls around each request, and their registration."""

from __future__ import annotations

import typing as t
from collections import defaultdict

from werkzeug.exceptions import HTTPException, default_exceptions

from .. import typing as ft
from ._setup import setupmethod

if t.TYPE_CHECKING:
    from werkzeug.sansio.response import Response

# Not ft.AfterRequestCallable[Any], which lets a function pass that forgets to return the response.
T_after_request = t.TypeVar(
    "T_after_request",
    bound=t.Callable[[t.Any], "Response"] | t.Callable[[t.Any], t.Awaitable["Response"]],
)
T_before_request = t.TypeVar("T_before_request", bound=ft.BeforeRequestCallable)
T_error_handler = t.TypeVar("T_error_handler", bound=ft.ErrorHandlerCallable)
T_teardown = t.TypeVar("T_teardown", bound=ft.TeardownCallable)
T_template_context_processor = t.TypeVar(
    "T_template_context_processor", bound=ft.TemplateContextProcessorCallable
)
T_url_defaults = t.TypeVar("T_url_defaults", bound=ft.URLDefaultCallable)
T_url_value_preprocessor = t.TypeVar(
    "T_url_value_preprocessor", bound=ft.URLValuePreprocessorCallable
)

#: Handlers by scope, status code and exception class.
ErrorHandlers = dict[
    ft.AppOrBlueprintKey, dict[int | None, dict[type[Exception], ft.ErrorHandlerCallable]]
]


class Hooks:
    """Registers functions under ``None``, its own; blueprints' are merged in under their names."""

    def __init__(self) -> None:
        #: Handlers by scope, status code (``None`` for other exceptions) and exception class.
        self.error_handler_spec: ErrorHandlers = defaultdict(lambda: defaultdict(dict))
        #: By scope: called before each request.
        self.before_request_funcs: dict[ft.AppOrBlueprintKey, list[ft.BeforeRequestCallable]] = (
            defaultdict(list)
        )
        #: By scope: called with each response.
        self.after_request_funcs: dict[
            ft.AppOrBlueprintKey, list[ft.AfterRequestCallable[t.Any]]
        ] = defaultdict(list)
        #: By scope: called when the request context ends, whatever happened.
        self.teardown_request_funcs: dict[ft.AppOrBlueprintKey, list[ft.TeardownCallable]] = (
            defaultdict(list)
        )
        #: By scope: return variables for templates.
        self.template_context_processors: dict[
            ft.AppOrBlueprintKey, list[ft.TemplateContextProcessorCallable]
        ] = defaultdict(list)
        #: By scope: may change the values taken from the URL.
        self.url_value_preprocessors: dict[
            ft.AppOrBlueprintKey, list[ft.URLValuePreprocessorCallable]
        ] = defaultdict(list)
        #: By scope: add values when a URL is built.
        self.url_default_functions: dict[ft.AppOrBlueprintKey, list[ft.URLDefaultCallable]] = (
            defaultdict(list)
        )

    @setupmethod
    def before_request(self, f: T_before_request) -> T_before_request:
        """Call a function before each request; what it returns, unless ``None``, is the response.

        A blueprint's functions run for its own views only, after the application's.
        """
        self.before_request_funcs.setdefault(None, []).append(f)
        return f

    @setupmethod
    def after_request(self, f: T_after_request) -> T_after_request:
        """Call a function with each response; it returns that response or another.

        Called in reverse order of registration, and not when an exception goes unhandled.
        """
        self.after_request_funcs.setdefault(None, []).append(f)
        return f

    @setupmethod
    def teardown_request(self, f: T_teardown) -> T_teardown:
        """Call a function when the request context ends, with the unhandled exception or ``None``.

        Called in reverse order of registration. It must not raise.
        """
        self.teardown_request_funcs.setdefault(None, []).append(f)
        return f

    @setupmethod
    def context_processor(self, f: T_template_context_processor) -> T_template_context_processor:
        """Add the dict that a function returns to the variables of each template."""
        self.template_context_processors.setdefault(None, []).append(f)
        return f

    @setupmethod
    def url_value_preprocessor(self, f: T_url_value_preprocessor) -> T_url_value_preprocessor:
        """Call a function with the endpoint and the values from the URL, which it may change."""
        self.url_value_preprocessors.setdefault(None, []).append(f)
        return f

    @setupmethod
    def url_defaults(self, f: T_url_defaults) -> T_url_defaults:
        """Call a function with the endpoint and values of each URL built; it may add values."""
        self.url_default_functions.setdefault(None, []).append(f)
        return f

    @setupmethod
    def errorhandler(
        self, code_or_exception: type[Exception] | int
    ) -> t.Callable[[T_error_handler], T_error_handler]:
        """Make the decorated function answer for a status code or a class of exceptions.

        It gets the exception and returns what a view may return. Of several that fit, a
        blueprint's goes before the application's, a code's before a class's, and the handler
        of the nearest class in the exception's method resolution order wins.
        """

        def decorator(f: T_error_handler) -> T_error_handler:
            self.register_error_handler(code_or_exception, f)
            return f

        return decorator

    @setupmethod
    def register_error_handler(
        self, code_or_exception: type[Exception] | int, f: ft.ErrorHandlerCallable
    ) -> None:
        """Do what :meth:`errorhandler` does, without a decorator.

        :raises TypeError: an instance of an exception
        :raises ValueError: a code that is not an HTTP error's, or no exception class
        """
        exc_class, code = self._get_exc_class_and_code(code_or_exception)
        self.error_handler_spec[None][code][exc_class] = f

    @staticmethod
    def _get_exc_class_and_code(
        exc_class_or_code: type[Exception] | int,
    ) -> tuple[type[Exception], int | None]:
        exc_class: t.Any = exc_class_or_code
        if isinstance(exc_class_or_code, int):
            exc_class = default_exceptions.get(exc_class_or_code)
            if exc_class is None:
                raise ValueError(
                    f"'{exc_class_or_code}' is not an HTTP error code. Register a handler for a"
                    " subclass of HTTPException that has this code instead."
                )
        if isinstance(exc_class, Exception):
            raise TypeError(
                f"{exc_class!r} is an instance. Register handlers for classes or status codes."
            )
        if not isinstance(exc_class, type) or not issubclass(exc_class, Exception):
            raise ValueError(f"{exc_class!r} is neither a class of exceptions nor a status code.")
        if issubclass(exc_class, HTTPException):
            return exc_class, exc_class.code
        return exc_class, None
