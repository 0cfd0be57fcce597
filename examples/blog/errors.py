"""Pages for what goes wrong, in the journal's own words."""

from __future__ import annotations

import typing as t

from flask import render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

if t.TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

WORDS = {
    400: ("That did not arrive whole", "Go back, reload the page and send it once more."),
    403: ("Somebody else's words", "Only those who wrote a post can change it."),
    404: ("Washed away", "There is nothing at this address, or not any longer."),
    413: ("Too much at once", "A post has room for 20,000 characters."),
    500: ("A plank has come loose", "The mistake is ours. Try again in a while."),
}


def init_app(app: Flask) -> None:
    """Answer errors with pages."""
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(CSRFError, show_stale)


def show(error: HTTPException) -> ResponseReturnValue:
    """Show an error."""
    code = error.code or 500
    title, words = WORDS.get(code, (error.name, error.description))
    return render_template("error.html", code=code, title=title, words=words), code


def show_stale(error: CSRFError) -> ResponseReturnValue:
    """Show that a form is too old, or came from another site."""
    words = "The form is too old. Go back, reload the page and send it once more."
    return render_template(
        "error.html", code=400, title="This form has dried out", words=words
    ), 400
