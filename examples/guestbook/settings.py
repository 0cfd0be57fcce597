"""The defaults. A file ``config.py`` in the instance folder may set others."""

from __future__ import annotations

from datetime import timedelta

#: Signs the session cookie. Without one, the application makes its own and keeps it in the
#: instance folder, so that no secret is ever part of the source.
SECRET_KEY: str | None = None

SESSION_COOKIE_SAMESITE = "Lax"
PERMANENT_SESSION_LIFETIME = timedelta(days=60)

#: The largest request body, in bytes: a picture and a few words.
MAX_CONTENT_LENGTH = 4_000_000

ENTRIES_PER_PAGE = 6
