"""The pages of the book: reading, writing, tearing out."""

from __future__ import annotations

import typing as t
from pathlib import Path

from hipflask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)

from . import book, pictures
from .accounts import sign_in_required
from .forms import EntryForm

if t.TYPE_CHECKING:
    from hipflask import Response
    from hipflask.typing import ResponseReturnValue

bp = Blueprint("entries", __name__)


@bp.get("/")
def index() -> ResponseReturnValue:
    """A page of entries, and the form for those who are signed in."""
    return render_index(EntryForm())


@bp.post("/")
@sign_in_required
def create() -> ResponseReturnValue:
    """Write an entry."""
    form = EntryForm.read(request.form, request.files)
    if not form.validate():
        return render_index(form), 422
    picture = pictures.save(form.picture) if form.picture else None
    entry_id = book.add(g.member.id, form.message, form.weather, picture, form.picture_alt)
    flash("Signed. Your words are in the book.", "success")
    return redirect(url_for("entries.index", _anchor=f"entry-{entry_id}"))


@bp.get("/entries/<int:entry_id>")
def show(entry_id: int) -> ResponseReturnValue:
    """One entry by itself."""
    return render_template("entries/show.html", entry=find_or_404(entry_id))


@bp.post("/entries/<int:entry_id>/delete")
@sign_in_required
def delete(entry_id: int) -> ResponseReturnValue:
    """Tear an entry out; everybody may do so with their own ones only."""
    entry = find_or_404(entry_id)
    if entry.member_id != g.member.id:
        abort(403, "Only the hand that wrote a page may tear it out.")
    book.remove(entry)
    if entry.picture:
        pictures.delete(entry.picture)
    flash("Torn out, as if you had never been here.", "info")
    return redirect(url_for("entries.index"))


@bp.get("/pictures/<name>")
def picture(name: str) -> Response:
    """An uploaded picture. Its name is never used again, so browsers may keep it for a year."""
    media_type = pictures.TYPES.get(Path(name).suffix)
    response = send_from_directory(
        pictures.folder(), name, mimetype=media_type, max_age=365 * 24 * 60 * 60
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def render_index(form: EntryForm) -> str:
    """Render the page that ``?page=`` asks for, with *form* above it."""
    number = request.args.get("page", 1, type=int)
    page = book.open_page(number, current_app.config["ENTRIES_PER_PAGE"])
    if not page.exists:
        abort(404)
    return render_template("entries/index.html", page=page, form=form)


def find_or_404(entry_id: int) -> book.Entry:
    """Return the entry, or answer that there is none."""
    entry = book.find(entry_id)
    if entry is None:
        abort(404)
    return entry
