"""Load the application to be served; while the reloader runs, outlive its errors."""

from __future__ import annotations

import os
import typing as t

import click

from .errors import NoAppException
from .script_info import ScriptInfo
from .target import find_application

if t.TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["NotYet", "load_or_wait", "watched_files"]


class NotYet:
    """A WSGI application in place of the one that cannot be loaded until a file is saved.

    :param error: why not. Below the interactive debugger it is raised for every request, so that
        the debugger shows it; a message to the user alone is sent as text.
    :param debugger: whether the interactive debugger is used.
    """

    def __init__(self, error: Exception, *, debugger: bool) -> None:
        is_message = isinstance(error, NoAppException)
        self._cause = error.__cause__ if is_message else error
        # Raising adds to an exception's traceback, so each time starts from the original.
        self._traceback = self._cause.__traceback__ if self._cause else None
        self._text = "The application could not be loaded. The terminal says why."
        if debugger and isinstance(error, NoAppException):
            self._text = error.format_message()
        self._debugger = debugger

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer 500, or raise for the debugger to answer."""
        if self._debugger and self._cause is not None:
            raise self._cause.with_traceback(self._traceback) from None
        waiting = "The server waits for a file to be saved, then tries again."
        body = f"{self._text}\n\n{waiting}\n".encode()
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
        ]
        start_response("500 Internal Server Error", headers)
        return [body]


def load_or_wait(info: ScriptInfo, *, reloading: bool, debugger: bool) -> WSGIApplication:
    """Load the application; an error ends the command, unless the reloader can try again.

    :param reloading: whether this is the process that the reloader starts anew on each change.
    :param debugger: whether the interactive debugger is used.
    """
    try:
        return info.load_app()
    except Exception as error:
        if not reloading:
            raise
        _report(error)
        return NotYet(error, debugger=debugger)


def watched_files(info: ScriptInfo) -> list[str]:
    """Name what must be watched although it may not have been imported, or not be there."""
    if info.create_app is not None:
        return []
    try:
        return [str(find_application(info.app_import_path).path)]
    except NoAppException:
        return [os.getcwd()]


def _report(error: Exception) -> None:
    if isinstance(error, NoAppException):
        error.show()
    else:
        import traceback

        click.echo("".join(traceback.format_exception(error)).rstrip(), err=True)
    click.secho(" * Waiting for a file to be saved, to try again", fg="yellow", err=True)
