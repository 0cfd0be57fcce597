"""When something goes wrong: a page for people, JSON for programs."""

from __future__ import annotations

import typing as t

from werkzeug.exceptions import HTTPException

from hipflask import current_app, render_template, request
from hipflask.json import dumps

if t.TYPE_CHECKING:
    from werkzeug.sansio.response import Response

    from hipflask import Flask

#: The pages with words of their own; every other error shares "errors/error.html".
PAGES: dict[int | None, str] = {
    404: "errors/404.html",
    413: "errors/413.html",
    500: "errors/500.html",
}


def init_app(app: Flask) -> None:
    """Answer every HTTP error, and the 500 that stands for any other exception."""
    app.register_error_handler(HTTPException, answer)


def answer(error: HTTPException) -> Response:
    """Say what went wrong, in the form that the request's path calls for.

    The error's own response has the right status and headers (``Allow`` for instance): only its
    body is replaced.
    """
    response = error.get_response()
    if request.path.startswith("/api/"):
        response.data = dumps({"error": error.name, "message": error.description})
        response.content_type = "application/json"
    else:
        template = PAGES.get(error.code, "errors/error.html")
        limit = current_app.config["MAX_CONTENT_LENGTH"]
        response.data = render_template(template, error=error, limit=limit)
    return response
