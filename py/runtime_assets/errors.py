"""The one error of a build that a user can do something about."""

from __future__ import annotations


class AssetsError(Exception):
    """The browser runtime cannot be made.

    :param message: what failed, in one sentence.
    :param hint: what to do about it.
    :param output: what the failing tool printed, shortened.
    """

    def __init__(self, message: str, hint: str, output: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.output = output

    def __str__(self) -> str:
        output = f"\n\n{self.output}\n" if self.output else ""
        return f"hipflask's browser runtime could not be built. {self.message}{output}\n{self.hint}"
