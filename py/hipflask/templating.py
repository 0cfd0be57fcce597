"""Templates: the environment and loader of an application, and the functions that render."""

from __future__ import annotations

import typing as t

from jinja2 import BaseLoader, TemplateNotFound
from jinja2 import Environment as BaseEnvironment

from ._lazy import re_exports
from .globals import _cv_app, _cv_request, current_app, g, request, session
from .signals import before_render_template, template_rendered

if t.TYPE_CHECKING:
    from jinja2 import Template

    from .app import Flask
    from .sansio.app import App
    from .sansio.scaffold import Scaffold

_Source = tuple[str, str | None, t.Callable[[], bool] | None]
_Attempts = list[tuple[BaseLoader, "Scaffold", "_Source | None"]]


class Environment(BaseEnvironment):
    """Jinja's environment, which loads templates of the application and its blueprints.

    :param app: the application
    :param options: for :class:`jinja2.Environment`
    """

    def __init__(self, app: App, **options: t.Any) -> None:
        if "loader" not in options:
            options["loader"] = app.create_global_jinja_loader()
        super().__init__(**options)
        self.app = app


class DispatchingJinjaLoader(BaseLoader):
    """Asks the application's loader, then each blueprint's in order of registration."""

    def __init__(self, app: App) -> None:
        self.app = app

    def get_source(self, environment: BaseEnvironment, template: str) -> _Source:
        """Find a template's source.

        :raises TemplateNotFound: none of the loaders has it
        """
        explain = self.app.config["EXPLAIN_TEMPLATE_LOADING"]
        attempts: _Attempts = []
        found: _Source | None = None
        for owner, loader in self._loaders():
            try:
                source = loader.get_source(environment, template)
            except TemplateNotFound:
                attempts.append((loader, owner, None))
                continue
            attempts.append((loader, owner, source))
            found = found or source
            if not explain:
                break

        if explain:
            from .debughelpers import explain_template_loading_attempts

            explain_template_loading_attempts(self.app, template, attempts)
        if found is None:
            raise TemplateNotFound(template)
        return found

    def _loaders(self) -> t.Iterator[tuple[Scaffold, BaseLoader]]:
        for owner in (self.app, *self.app.iter_blueprints()):
            if owner.jinja_loader is not None:
                yield owner, owner.jinja_loader

    def list_templates(self) -> list[str]:
        """The names of all templates."""
        return list(
            dict.fromkeys(name for _, loader in self._loaders() for name in loader.list_templates())
        )


def make_environment(app: Flask) -> Environment:
    """Make an application's environment, with the framework's globals."""
    from .helpers import get_flashed_messages

    options = dict(app.jinja_options)
    options.setdefault("autoescape", app.select_jinja_autoescape)
    if "auto_reload" not in options:
        auto_reload = app.config["TEMPLATES_AUTO_RELOAD"]
        options["auto_reload"] = app.debug if auto_reload is None else auto_reload
    env = app.jinja_environment(app, **options)
    # As globals they are known in imported templates too, which get no context.
    env.globals.update(
        url_for=app.url_for,
        get_flashed_messages=get_flashed_messages,
        config=app.config,
        request=request,
        session=session,
        g=g,
    )
    env.policies["json.dumps_function"] = app.json.dumps
    return env


def _default_template_ctx_processor() -> dict[str, t.Any]:
    """The active objects themselves, which are faster to use than the proxies of the globals.

    Not the session: looking at it would count as access.
    """
    context: dict[str, t.Any] = {}
    app_context = _cv_app.get(None)
    request_context = _cv_request.get(None)
    if app_context is not None:
        context["g"] = app_context.g
    if request_context is not None:
        context["request"] = request_context.request
    return context


def update_context(app: Flask, context: dict[str, t.Any]) -> None:
    """Add what an application's context processors return; what is there already is kept."""
    given = context.copy()
    request_context = _cv_request.get(None)
    blueprints = () if request_context is None else reversed(request_context.request.blueprints)
    for scope in (None, *blueprints):
        for processor in app.template_context_processors.get(scope, ()):
            context.update(app.ensure_sync(processor)())
    context.update(given)


def _prepare(app: Flask, template: Template, context: dict[str, t.Any]) -> None:
    app.update_template_context(context)
    if before_render_template.receivers:
        before_render_template.send(
            app, _async_wrapper=app.ensure_sync, template=template, context=context
        )


def _finish(app: Flask, template: Template, context: dict[str, t.Any]) -> None:
    if template_rendered.receivers:
        template_rendered.send(
            app, _async_wrapper=app.ensure_sync, template=template, context=context
        )


def _app() -> Flask:
    # The proxy's own error names what to do outside of a context.
    ctx = _cv_app.get(None)
    return current_app._get_current_object() if ctx is None else ctx.app  # type: ignore[attr-defined]


def _render(app: Flask, template: Template, context: dict[str, t.Any]) -> str:
    _prepare(app, template, context)
    result = template.render(context)
    _finish(app, template, context)
    return result


def _stream(app: Flask, template: Template, context: dict[str, t.Any]) -> t.Iterator[str]:
    _prepare(app, template, context)

    def generate() -> t.Iterator[str]:
        yield from template.generate(context)
        _finish(app, template, context)

    if _cv_request.get(None) is None:
        return generate()
    from ._streaming import stream_with_context

    return stream_with_context(generate())


def render_template(
    template_name_or_list: str | Template | list[str | Template], **context: t.Any
) -> str:
    """Render a template by name, or the first that exists of a list.

    :raises TemplateNotFound: there is none of that name
    """
    app = _app()
    return _render(app, app.jinja_env.get_or_select_template(template_name_or_list), context)


def render_template_string(source: str, **context: t.Any) -> str:
    """Render a template given as a string; it is escaped like an HTML file."""
    app = _app()
    return _render(app, app.jinja_env.from_string(source), context)


def stream_template(
    template_name_or_list: str | Template | list[str | Template], **context: t.Any
) -> t.Iterator[str]:
    """Render a template piece by piece; a view returns the iterator as its response."""
    app = _app()
    return _stream(app, app.jinja_env.get_or_select_template(template_name_or_list), context)


def stream_template_string(source: str, **context: t.Any) -> t.Iterator[str]:
    """Render a template given as a string piece by piece."""
    app = _app()
    return _stream(app, app.jinja_env.from_string(source), context)


if not t.TYPE_CHECKING:
    __getattr__ = re_exports(__name__)
