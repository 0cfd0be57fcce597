"""The book for programs: JSON in, JSON out."""

from __future__ import annotations

import typing as t

from hipflask import Blueprint, abort, current_app, g, request, url_for

from . import book
from .forms import EntryForm

if t.TYPE_CHECKING:
    from hipflask.typing import ResponseReturnValue

bp = Blueprint("api", __name__)


@bp.get("/entries")
def list_entries() -> ResponseReturnValue:
    """A page of entries, newest first, with links to its neighbours."""
    number = request.args.get("page", 1, type=int)
    page = book.open_page(number, current_app.config["ENTRIES_PER_PAGE"])
    if not page.exists:
        abort(404, f"The book has {page.count} page(s).")
    return {
        "entries": [as_json(entry) for entry in page.entries],
        "page": page.number,
        "pages": page.count,
        "total": page.total,
        "newer": page_url(page.newer),
        "older": page_url(page.older),
    }


@bp.post("/entries")
def create_entry() -> ResponseReturnValue:
    """Write an entry (without a picture) as the member who is signed in."""
    if g.member is None:
        abort(401, "Sign in first.")
    values = request.get_json()
    form = EntryForm.read(values if isinstance(values, dict) else {})
    if not form.validate():
        return {"errors": form.errors}, 422
    entry_id = book.add(g.member.id, form.message, form.weather)
    entry = t.cast(book.Entry, book.find(entry_id))
    return as_json(entry), 201, {"Location": url_for("api.show_entry", entry_id=entry_id)}


@bp.get("/entries/<int:entry_id>")
def show_entry(entry_id: int) -> ResponseReturnValue:
    """One entry."""
    entry = book.find(entry_id)
    if entry is None:
        abort(404, "There is no such entry.")
    return as_json(entry)


def as_json(entry: book.Entry) -> dict[str, t.Any]:
    """Describe an entry in JSON's types. Dates are ISO 8601, in UTC."""
    return {
        "id": entry.id,
        "name": entry.name,
        "message": entry.message,
        "weather": entry.weather,
        "created": entry.created.isoformat(),
        "picture": url_for("entries.picture", name=entry.picture) if entry.picture else None,
        "url": url_for("entries.show", entry_id=entry.id),
    }


def page_url(number: int | None) -> str | None:
    """Return the address of a page of the list."""
    return url_for("api.list_entries", page=number) if number else None
