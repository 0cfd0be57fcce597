"""What visitors send, checked: ``errors`` maps the name of a field to what is wrong with it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from . import pictures
from .book import WEATHER

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import FileStorage

MESSAGE_LENGTH = 600
ALT_LENGTH = 120
NAME_LENGTH = 30
PASSWORD_LENGTH = 8


@dataclass
class EntryForm:
    """A new entry, from the page's form or as JSON."""

    message: str = ""
    weather: str = "sun"
    picture_alt: str = ""
    picture: FileStorage | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(
        cls, values: Mapping[str, t.Any], files: Mapping[str, FileStorage] | None = None
    ) -> EntryForm:
        """Take the fields from *values* and *files*.

        Browsers send line ends as CR LF, and a field without a file as one without a name,
        which is false.
        """
        return cls(
            message="\n".join(text(values, "message").splitlines()),
            weather=text(values, "weather") or "sun",
            picture_alt=text(values, "picture_alt"),
            picture=(files or {}).get("picture"),
        )

    def validate(self) -> bool:
        """Fill ``errors``; return whether there are none."""
        if not self.message:
            self.errors["message"] = "Write a few words, the page is too patient to do it for you."
        elif len(self.message) > MESSAGE_LENGTH:
            self.errors["message"] = (
                f"That is {len(self.message)} characters; the line ends at {MESSAGE_LENGTH}."
            )
        if self.weather not in WEATHER:
            self.errors["weather"] = f"Choose one of {', '.join(WEATHER)}."
        if self.picture and pictures.sniff(self.picture.stream) is None:
            self.errors["picture"] = "That file is not a PNG, JPEG, GIF or WebP picture."
        if len(self.picture_alt) > ALT_LENGTH:
            self.errors["picture_alt"] = f"Describe the picture in {ALT_LENGTH} characters or less."
        return not self.errors


@dataclass
class JoinForm:
    """A name and a password for somebody new."""

    name: str = ""
    password: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, values: Mapping[str, t.Any]) -> JoinForm:
        """Take the fields from *values*; the spaces of a password count."""
        return cls(name=" ".join(text(values, "name").split()), password=values["password"])

    def validate(self) -> bool:
        """Fill ``errors``; return whether there are none."""
        if not 2 <= len(self.name) <= NAME_LENGTH:
            self.errors["name"] = f"A name has 2 to {NAME_LENGTH} characters."
        if len(self.password) < PASSWORD_LENGTH:
            self.errors["password"] = f"A password has at least {PASSWORD_LENGTH} characters."
        return not self.errors


def text(values: Mapping[str, t.Any], name: str) -> str:
    """Return a text field without the space around it; "" if it is missing or no text."""
    value = values.get(name)
    return value.strip() if isinstance(value, str) else ""
