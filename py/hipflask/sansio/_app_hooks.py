"""The methods through which a blueprint registers something for the whole application."""

from __future__ import annotations

import typing as t

from .. import typing as ft
from ._filters import T_template_filter, T_template_global, T_template_test
from ._hooks import (
    T_after_request,
    T_before_request,
    T_error_handler,
    T_teardown,
    T_template_context_processor,
    T_url_defaults,
    T_url_value_preprocessor,
)
from ._setup import named_decorator, setupmethod

if t.TYPE_CHECKING:
    from .blueprints import BlueprintSetupState

F = t.TypeVar("F", bound=t.Callable[..., t.Any])


class AppHooks:
    """Each method does at registration what its namesake of the application does."""

    if t.TYPE_CHECKING:

        def record_once(self, func: t.Callable[[BlueprintSetupState], None]) -> None: ...

    def _record_append(self, attribute: str, f: F) -> F:
        def append(state: BlueprintSetupState) -> None:
            getattr(state.app, attribute).setdefault(None, []).append(f)

        self.record_once(append)
        return f

    @setupmethod
    def before_app_request(self, f: T_before_request) -> T_before_request:
        """:meth:`before_request` for every request of the application."""
        return self._record_append("before_request_funcs", f)

    @setupmethod
    def after_app_request(self, f: T_after_request) -> T_after_request:
        """:meth:`after_request` for every request of the application."""
        return self._record_append("after_request_funcs", f)

    @setupmethod
    def teardown_app_request(self, f: T_teardown) -> T_teardown:
        """:meth:`teardown_request` for every request of the application."""
        return self._record_append("teardown_request_funcs", f)

    @setupmethod
    def app_context_processor(
        self, f: T_template_context_processor
    ) -> T_template_context_processor:
        """:meth:`context_processor` for every template of the application."""
        return self._record_append("template_context_processors", f)

    @setupmethod
    def app_url_value_preprocessor(self, f: T_url_value_preprocessor) -> T_url_value_preprocessor:
        """:meth:`url_value_preprocessor` for every request of the application."""
        return self._record_append("url_value_preprocessors", f)

    @setupmethod
    def app_url_defaults(self, f: T_url_defaults) -> T_url_defaults:
        """:meth:`url_defaults` for every URL of the application."""
        return self._record_append("url_default_functions", f)

    @setupmethod
    def app_errorhandler(
        self, code: type[Exception] | int
    ) -> t.Callable[[T_error_handler], T_error_handler]:
        """:meth:`errorhandler` for every request of the application."""

        def decorator(f: T_error_handler) -> T_error_handler:
            self.record_once(lambda state: state.app.register_error_handler(code, f))
            return f

        return decorator

    @t.overload
    def app_template_filter(self, name: T_template_filter) -> T_template_filter: ...
    @t.overload
    def app_template_filter(
        self, name: str | None = None
    ) -> t.Callable[[T_template_filter], T_template_filter]: ...
    @setupmethod
    def app_template_filter(self, name: t.Any = None) -> t.Any:
        """Make the decorated function a template filter of the application."""
        return named_decorator(self.add_app_template_filter, name)

    @setupmethod
    def add_app_template_filter(
        self, f: ft.TemplateFilterCallable, name: str | None = None
    ) -> None:
        """Make a function a template filter of the application."""
        self.record_once(lambda state: state.app.add_template_filter(f, name=name))

    @t.overload
    def app_template_test(self, name: T_template_test) -> T_template_test: ...
    @t.overload
    def app_template_test(
        self, name: str | None = None
    ) -> t.Callable[[T_template_test], T_template_test]: ...
    @setupmethod
    def app_template_test(self, name: t.Any = None) -> t.Any:
        """Make the decorated function a template test of the application."""
        return named_decorator(self.add_app_template_test, name)

    @setupmethod
    def add_app_template_test(self, f: ft.TemplateTestCallable, name: str | None = None) -> None:
        """Make a function a template test of the application."""
        self.record_once(lambda state: state.app.add_template_test(f, name=name))

    @t.overload
    def app_template_global(self, name: T_template_global) -> T_template_global: ...
    @t.overload
    def app_template_global(
        self, name: str | None = None
    ) -> t.Callable[[T_template_global], T_template_global]: ...
    @setupmethod
    def app_template_global(self, name: t.Any = None) -> t.Any:
        """Make the decorated function a global of the application's templates."""
        return named_decorator(self.add_app_template_global, name)

    @setupmethod
    def add_app_template_global(
        self, f: ft.TemplateGlobalCallable, name: str | None = None
    ) -> None:
        """Make a function a global of the application's templates."""
        self.record_once(lambda state: state.app.add_template_global(f, name=name))
