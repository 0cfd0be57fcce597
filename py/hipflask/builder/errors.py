"""Everything that can go wrong while a site is built or served.

The errors are click exceptions, so that a command shows them as a message; each carries a
hint, which says what to do next.
"""

from __future__ import annotations

import typing as t

import click


class BuildError(click.ClickException):
    """A site could not be built or served.

    :param message: what failed, in one or more lines.
    :param hint: what to do about it.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        #: What the user can do about it; may be empty.
        self.hint = hint

    def format_message(self) -> str:
        """Return the message with its hint below it."""
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class RuntimeAssetsError(BuildError):
    """The browser runtime that belongs to this installation is missing or damaged."""


class PackingError(BuildError):
    """The application's files could not be collected."""


class InstallabilityError(BuildError):
    """The site cannot be made an app that visitors install."""


class DestinationError(BuildError):
    """The destination holds something that a build must not replace, or cannot be written."""


class RequirementError(BuildError):
    """A requirement of the site cannot be met in the browser."""


class MissingExtraError(RequirementError):
    """The site has requirements, and the tools to inspect them are not installed."""


class UnresolvableRequirementError(RequirementError):
    """No wheel that runs in the browser satisfies a requirement.

    :param wanting: names of distributions of which there may be no wheel at all.
    """

    def __init__(self, message: str, hint: str = "", wanting: t.Iterable[str] = ()) -> None:
        super().__init__(message, hint)
        #: Names of distributions of which there may be no wheel at all.
        self.wanting = tuple(wanting)


class NativeWheelError(RequirementError):
    """A requirement leads to a wheel with native code, which the browser host cannot load."""


class FreezingError(BuildError):
    """An application could not be frozen when its site was built."""


class CheckError(BuildError):
    """A site failed its check in a browser, or could not be checked."""


class ServeError(BuildError):
    """A site could not be served."""


class NotAnExportError(ServeError):
    """The folder to serve is not the result of a build."""


class AddressError(ServeError):
    """The address to listen on is taken or cannot be used."""
