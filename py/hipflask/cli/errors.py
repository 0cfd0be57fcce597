"""What the command line raises when it cannot get at an application."""

from __future__ import annotations

import typing as t

import click

__all__ = ["AppImportError", "NoAppException"]


class NoAppException(click.UsageError):
    """No application could be found or loaded.

    The message says what was tried and what to do next. It is shown without the command's usage
    line: the fault lies in the application or its name, seldom in the options.
    """

    def show(self, file: t.IO[t.Any] | None = None) -> None:
        """Write the message to *file*, by default to standard error."""
        click.secho("Error: ", file=file, err=file is None, fg="red", bold=True, nl=False)
        click.echo(self.format_message(), file=file, err=file is None)


class AppImportError(NoAppException):
    """The application's own code raised while it was imported, or while its factory ran.

    The original exception is the ``__cause__``; its traceback, cut down to the application's
    frames, is part of the message.
    """

    def __init__(self, message: str, *, doing: str, detail: str, hint: str = "") -> None:
        super().__init__(message)
        #: What was going on, for example ``"importing 'shop.app'"``.
        self.doing = doing
        #: The formatted traceback, from the application's first frame on.
        self.detail = detail
        #: What to do about it, or an empty string.
        self.hint = hint
