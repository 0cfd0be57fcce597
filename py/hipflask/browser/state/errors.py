"""What goes wrong when state is exported or imported."""

from __future__ import annotations


class StateArchiveError(Exception):
    """The state could not be exported, or an archive was refused; the state is as it was.

    :param message: what is wrong, with names and figures.
    :param hint: what to do next.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message} {hint}")
        self.message = message
        self.hint = hint
