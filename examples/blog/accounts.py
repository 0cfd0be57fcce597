"""Joining, signing in and signing out."""

from __future__ import annotations

import typing as t
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required, login_user, logout_user

from .extensions import db
from .forms import JoinForm, SignInForm
from .models import Author

if t.TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("accounts", __name__)


@bp.route("/join", methods=["GET", "POST"])
def join() -> ResponseReturnValue:
    """Enrol somebody, and sign them in."""
    form = JoinForm()
    if form.validate_on_submit():
        author = Author.join(form.name.data, form.password.data)
        db.session.add(author)
        db.session.commit()
        login_user(author)
        flash(f"Welcome aboard, {author.name}.", "good")
        return redirect(onwards())
    return render_template("accounts/join.html", form=form), status_of(form)


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign somebody in."""
    if current_user.is_authenticated:
        return redirect(onwards())
    form = SignInForm()
    if form.validate_on_submit():
        author = Author.named(form.name.data)
        if author is not None and author.has_password(form.password.data):
            login_user(author, remember=form.remember.data)
            flash(f"Good to have you back, {author.name}.", "good")
            return redirect(onwards())
        form.name.errors = ["That name and that password do not belong together."]
    return render_template("accounts/sign_in.html", form=form), status_of(form)


@bp.post("/sign-out")
@login_required
def sign_out() -> ResponseReturnValue:
    """Forget who this is."""
    logout_user()
    flash("Signed out. Mind the wet steps.", "note")
    return redirect(url_for("posts.index"))


def onwards() -> str:
    """Return where somebody was going when asked to sign in: a page of this site, never another."""
    target: str = request.args.get("next", "")
    parts = urlsplit(target)
    # A browser takes a backslash for a slash, so "/\\elsewhere" leads away too.
    safe = target.startswith("/") and not parts.scheme and not parts.netloc and "\\" not in target
    home: str = url_for("posts.index")
    return target if safe else home


def status_of(form: t.Any) -> int:
    """Return the status of the page with a form: 422 if it was sent and has mistakes."""
    return 422 if form.errors else 200
