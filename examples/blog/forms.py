"""What visitors send: read, stripped and checked."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from .models import Author


def strip(value: str | None) -> str | None:
    """Remove the space around a text, for the filters of a field."""
    return value.strip() if value else value


def one_line(value: str | None) -> str | None:
    """Replace each run of white space by one space."""
    return " ".join(value.split()) if value else value


class PostForm(FlaskForm):
    """A post, new or old."""

    title = StringField(
        "Title",
        [InputRequired("A post needs a title."), Length(3, 80, "A title has 3 to 80 characters.")],
        filters=[one_line],
    )
    standfirst = StringField(
        "In one sentence",
        [Length(max=160, message="A sentence of 160 characters, not more.")],
        filters=[one_line],
        description="Stands below the title and on the front page. May be left out.",
    )
    body = TextAreaField(
        "The post",
        [
            InputRequired("The page is still empty."),
            Length(20, 20_000, "Write 20 characters at least, and 20,000 at most."),
        ],
        filters=[strip],
        description="An empty line begins a new paragraph.",
    )


class JoinForm(FlaskForm):
    """A name and a password for somebody new."""

    name = StringField(
        "Your name",
        [
            InputRequired("By what name shall we call you?"),
            Length(2, 30, "A name has 2 to 30 characters."),
            Regexp(r"[^/<>@]+$", message="A name has none of / < > @."),
        ],
        filters=[one_line],
        description="It stands above what you write.",
    )
    password = PasswordField(
        "A password",
        [InputRequired("Choose a password."), Length(8, 200, "Use 8 characters at least.")],
        description="At least 8 characters.",
    )

    def validate_name(self, field: StringField) -> None:
        """Refuse a name that somebody has already."""
        if Author.named(field.data) is not None:
            raise ValidationError("Somebody writes here by that name already.")


class SignInForm(FlaskForm):
    """A name and a password that we know."""

    name = StringField("Your name", [InputRequired("Who are you?")], filters=[one_line])
    password = PasswordField("Your password", [InputRequired("Your password, please.")])
    remember = BooleanField("Stay signed in on this device")
