"""The differences from Flask's interface that are meant, each with its reason."""

from __future__ import annotations

#: By place (a pattern, perhaps limited to a kind of name): which part may differ, and why.
ALLOWED: dict[str, tuple[str, str]] = {
    "* is borrowed": (
        "missing",
        "Imported by a module of Flask for its own use, from where users import it themselves.",
    ),
    "sansio.scaffold.default_exceptions": (
        "missing",
        "Werkzeug's table, imported by that module of Flask for its own use.",
    ),
    "ctx.RequestContext.session": (
        "settable",
        "Extensions set it: a context may be given another session.",
    ),
    "views.View.dispatch_request": (
        "parameters",
        "Takes more, so that to a type checker an override may have any parameters.",
    ),
    "cli run --port": ("type", "A port that can't exist is refused with a message."),
    "cli run -p": ("type", "A port that can't exist is refused with a message."),
}
