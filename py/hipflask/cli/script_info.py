"""What a command knows about the application it works on."""

from __future__ import annotations

import typing as t
from functools import update_wrapper

import click

from hipflask.globals import current_app
from hipflask.helpers import get_debug_flag

from .discovery import load_application
from .errors import NoAppException
from .pick import is_flask

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from hipflask.app import Flask

__all__ = ["F", "ScriptInfo", "pass_script_info", "with_appcontext"]

F = t.TypeVar("F", bound=t.Callable[..., t.Any])


class ScriptInfo:
    """The object that a command's context carries: how to load the application, and the result.

    :param app_import_path: what ``--app`` said; ``None`` looks at ``FLASK_APP`` and the default
        files.
    :param create_app: called without arguments instead of looking for an application.
    :param set_debug_flag: whether to set the application's ``debug`` from ``FLASK_DEBUG``.
    :param load_dotenv_defaults: whether ``.env`` and ``.flaskenv`` are to be read.
    """

    def __init__(
        self,
        app_import_path: str | None = None,
        create_app: t.Callable[..., WSGIApplication] | None = None,
        set_debug_flag: bool = True,
        load_dotenv_defaults: bool = True,
    ) -> None:
        self.app_import_path = app_import_path
        self.create_app = create_app
        #: For commands and extensions to keep what they like in.
        self.data: dict[t.Any, t.Any] = {}
        self.set_debug_flag = set_debug_flag
        self.load_dotenv_defaults = load_dotenv_defaults
        self._loaded_app: Flask | None = None

    def load_app(self) -> Flask:
        """Return the application, loading it the first time.

        It need not be a Flask object, though commands may take it for one: any WSGI callable can
        be served. :meth:`load_flask_app` makes sure.

        :raises NoAppException: when there is none, or its code raises while it is imported.
        """
        if self._loaded_app is None:
            if self.create_app is not None:
                app = self.create_app()
            else:
                app = load_application(self.app_import_path)
            if self.set_debug_flag and is_flask(app):
                t.cast("Flask", app).debug = get_debug_flag()
            self._loaded_app = t.cast("Flask", app)
        return self._loaded_app

    def load_flask_app(self, purpose: str) -> Flask:
        """Return the application if it is a Flask object.

        :param purpose: who needs one, to begin the error message with: ``"The command 'shell'"``.
        :raises NoAppException: also when it is another kind of WSGI callable.
        """
        app = self.load_app()
        if not is_flask(app):
            name = getattr(app, "__name__", type(app).__name__)
            raise NoAppException(
                f"{purpose} needs a Flask application, but {self.app_import_path or name!r} is"
                f" another WSGI callable ({name}).\n"
                "Such a one can be served with 'run' and exported with 'build'. If the module has"
                " a Flask object too, name it: '--app …:name'."
            )
        return app


#: Passes the :class:`ScriptInfo` of the command line as the first argument of a command.
pass_script_info = click.make_pass_decorator(ScriptInfo, ensure=True)


def with_appcontext(f: F) -> F:
    """Run the command *f* inside the application's context, pushing one if there is none.

    Commands registered with ``app.cli`` or through :class:`AppGroup` have it already.
    """

    @click.pass_context
    def decorator(ctx: click.Context, /, *args: t.Any, **kwargs: t.Any) -> t.Any:
        if not current_app:
            info = ctx.ensure_object(ScriptInfo)
            app = info.load_flask_app(f"The command {ctx.info_name!r}")
            ctx.with_resource(app.app_context())
        return ctx.invoke(f, *args, **kwargs)

    return t.cast("F", update_wrapper(decorator, f))
