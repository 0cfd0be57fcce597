"""Groups of commands that know the application."""

from __future__ import annotations

import os
import traceback
import typing as t
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from pkgutil import resolve_name

import click

import hipflask.compat
from hipflask.globals import current_app

from .errors import NoAppException
from .options import app_option, debug_option, env_file_option, version_option
from .pick import is_flask
from .routes import routes_command
from .run import run_command
from .script_info import ScriptInfo, with_appcontext
from .shell import shell_command

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["AppGroup", "FlaskGroup"]

#: The group of entry points through which packages add commands.
PLUGINS = "flask.commands"


class AppGroup(click.Group):
    """A :class:`click.Group` whose commands run inside the application's context."""

    def command(  # type: ignore[override]
        self, *args: t.Any, **kwargs: t.Any
    ) -> t.Callable[[t.Callable[..., t.Any]], click.Command]:
        """Decorate a function as a command, wrapped in :func:`with_appcontext`.

        Takes what :meth:`click.Group.command` takes, and ``with_appcontext=False`` for a command
        that needs no application.
        """
        wants_context = kwargs.pop("with_appcontext", True)
        decorate: t.Callable[..., click.Command] = super().command(*args, **kwargs)

        def decorator(f: t.Callable[..., t.Any]) -> click.Command:
            return decorate(with_appcontext(f) if wants_context else f)

        return decorator

    def group(  # type: ignore[override]
        self, *args: t.Any, **kwargs: t.Any
    ) -> t.Callable[[t.Callable[..., t.Any]], click.Group]:
        """Decorate a function as a group, an :class:`AppGroup` unless ``cls`` says otherwise."""
        kwargs.setdefault("cls", AppGroup)
        decorate: t.Callable[..., click.Group] = super().group(*args, **kwargs)
        return decorate


class FlaskGroup(AppGroup):
    """The commands of this package, of installed packages, and of the application itself.

    :param add_default_commands: whether to have ``run``, ``shell`` and ``routes``.
    :param create_app: called without arguments instead of looking for an application.
    :param add_version_option: whether to have ``--version``.
    :param load_dotenv: whether to read ``.env`` and ``.flaskenv``.
    :param set_debug_flag: whether to set the application's ``debug`` from ``FLASK_DEBUG``.
    :param extra: goes to :class:`click.Group`.
    """

    def __init__(
        self,
        add_default_commands: bool = True,
        create_app: t.Callable[..., WSGIApplication] | None = None,
        add_version_option: bool = True,
        load_dotenv: bool = True,
        set_debug_flag: bool = True,
        **extra: t.Any,
    ) -> None:
        params: list[click.Parameter] = list(extra.pop("params", None) or ())
        params += [env_file_option(), app_option(is_eager=True), debug_option()]
        if add_version_option:
            params.append(version_option)
        settings = {"auto_envvar_prefix": "FLASK", **(extra.pop("context_settings", None) or {})}
        super().__init__(params=params, context_settings=settings, **extra)

        self.create_app = create_app
        self.load_dotenv = load_dotenv
        self.set_debug_flag = set_debug_flag
        self._deferred: dict[str, str] = {}
        if add_default_commands:
            for command in (run_command, shell_command, routes_command):
                self.add_command(command)

    def defer_command(self, name: str, import_path: str) -> None:
        """Add the command at ``module:attribute``, to be imported when it is asked for."""
        self._deferred[name] = import_path

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: t.Any,
    ) -> click.Context:
        """Make the context, with a :class:`ScriptInfo` as its object."""
        # app.run() in a module that is being imported for a command must do nothing.
        os.environ["FLASK_RUN_FROM_CLI"] = "true"
        # Plug-ins and applications may say 'import flask' where only hipflask is installed.
        hipflask.compat.install()
        if "obj" not in extra and "obj" not in self.context_settings:
            extra["obj"] = ScriptInfo(
                create_app=self.create_app,
                set_debug_flag=self.set_debug_flag,
                load_dotenv_defaults=self.load_dotenv,
            )
        return super().make_context(info_name, args, parent=parent, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, having read the environment files even if only help is going to be shown."""
        asks_for_help = args[0] in self.get_help_option_names(ctx) if args else self.no_args_is_help
        if asks_for_help:
            # Help is printed before the callbacks run, yet it lists the application's commands.
            for param in self.params:
                if param.name in ("env_file", "app"):
                    param.handle_parse_result(ctx, {}, [])
        try:
            return super().parse_args(ctx, args)
        except BaseException:
            # Help and errors end the parsing before anything would close the context; the
            # application's own, pushed to list its commands, must not outlive this.
            ctx.close()
            raise

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Find a command: a plug-in's, one of this group's, or the application's."""
        if command := self._plugin(name) or super().get_command(ctx, name):
            return command
        if name in self._deferred:
            return self._import(self._deferred[name])

        try:
            app = ctx.ensure_object(ScriptInfo).load_app()
        except NoAppException as error:
            error.show()
            click.echo(err=True)
            return None
        if not is_flask(app):
            return None
        if not current_app or current_app != app:
            ctx.with_resource(app.app_context())
        return app.cli.get_command(ctx, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands, in alphabetical order."""
        names = {*super().list_commands(ctx), *self._deferred, *self._plugins}
        info = ctx.ensure_object(ScriptInfo)
        try:
            app = info.load_app()
        except NoAppException as error:
            # Whoever asks for help without having an application yet did nothing wrong.
            if info.app_import_path is not None:
                error.show()
                click.echo(err=True)
        except Exception:
            # Help must come whatever the application's code does.
            click.secho(traceback.format_exc(), err=True, fg="red")
        else:
            if is_flask(app):
                names.update(app.cli.list_commands(ctx))
        return sorted(names)

    def _import(self, import_path: str) -> click.Command | None:
        try:
            return t.cast("click.Command", resolve_name(import_path))
        except ModuleNotFoundError as error:
            # Not every installation has every command: inside the browser there is no builder.
            if error.name and import_path.startswith(error.name):
                return None
            raise

    @cached_property
    def _plugins(self) -> dict[str, EntryPoint]:
        return {point.name: point for point in entry_points(group=PLUGINS)}

    def _plugin(self, name: str) -> click.Command | None:
        point = self._plugins.get(name)
        if point is None:
            return None
        # Only now, so that a broken package disturbs nobody who runs another command.
        try:
            return t.cast("click.Command", point.load())
        except Exception as error:
            package = point.dist.name if point.dist else point.value
            message = (
                f"The command {name!r} of the package {package!r} failed to load"
                f" ({type(error).__name__}: {error}). Update or remove that package.\n"
            )
            click.secho(message, err=True, fg="red")
            return None
