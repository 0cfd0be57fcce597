"""Forms are taken only from our own pages: they carry a token that the session knows.

``/api`` needs none. It takes nothing but JSON, which a foreign page cannot send unasked.
"""

from __future__ import annotations

import secrets
import typing as t

from hipflask import abort, request, session

if t.TYPE_CHECKING:
    from hipflask import Flask

FIELD = "csrf_token"


def init_app(app: Flask) -> None:
    """Check every unsafe request; give ``csrf_token()`` to the templates."""
    app.before_request(protect)
    app.add_template_global(token, "csrf_token")


def token() -> str:
    """Return the token of this session, made when it is first asked for."""
    if FIELD not in session:
        session[FIELD] = secrets.token_urlsafe()
    return t.cast(str, session[FIELD])


def protect() -> None:
    """Refuse a form without the right token."""
    if request.method in ("GET", "HEAD", "OPTIONS") or request.blueprint == "api":
        return
    known = session.get(FIELD, "")
    sent = request.form.get(FIELD, "")
    if not known or not secrets.compare_digest(known.encode(), sent.encode()):
        abort(400, "This form has lain about for too long. Go back, reload it, send it again.")
