"""The functions that render templates.

Jinja itself is imported when the first template is: an application may have none.
"""

from __future__ import annotations

import typing as t

from ._lazy import re_exports
from .globals import _cv_app, _cv_request, current_app
from .signals import before_render_template, template_rendered

if t.TYPE_CHECKING:
    from jinja2 import Template

    from ._environment import DispatchingJinjaLoader as DispatchingJinjaLoader
    from ._environment import Environment as Environment
    from .app import Flask


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
