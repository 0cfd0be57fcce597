"""The template environment and loader of an application."""

from __future__ import annotations

import typing as t

from jinja2 import BaseLoader, TemplateNotFound
from jinja2 import Environment as BaseEnvironment

from .globals import g, request, session

if t.TYPE_CHECKING:
    from jinja2 import BytecodeCache

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
    """Asks the application's loader, then each blueprint's in order of registration.

    :param app: the application
    """

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


#: Where environments keep compiled templates, if their application does not say otherwise.
default_bytecode_cache: BytecodeCache | None = None


def make_environment(app: Flask) -> Environment:
    """Make an application's environment, with the framework's globals."""
    from .helpers import get_flashed_messages

    options = dict(app.jinja_options)
    options.setdefault("autoescape", app.select_jinja_autoescape)
    options.setdefault("bytecode_cache", default_bytecode_cache)
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


# Users know them from there.
Environment.__module__ = DispatchingJinjaLoader.__module__ = "hipflask.templating"
