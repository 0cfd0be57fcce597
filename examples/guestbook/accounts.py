"""Joining, signing in and signing out. Who is signed in is ``g.member``."""

from __future__ import annotations

import typing as t
from functools import wraps

from hipflask import Blueprint, flash, g, redirect, render_template, request, session, url_for

from . import members
from .forms import JoinForm

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from hipflask.typing import ResponseReturnValue

    P = t.ParamSpec("P")

bp = Blueprint("accounts", __name__)


@bp.before_app_request
def load_member() -> None:
    """Look up who sent this request, whatever view will answer it."""
    member_id = session.get("member_id")
    g.member = members.find(member_id) if member_id is not None else None


def sign_in_required(
    view: Callable[P, ResponseReturnValue],
) -> Callable[P, ResponseReturnValue]:
    """Decorate a view that only members may use; others are asked to sign in."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if g.member is None:
            flash("Sign in first, then the pen is yours.", "info")
            return redirect(url_for("accounts.sign_in"))
        return view(*args, **kwargs)

    return guarded


def start_session(member: members.Member) -> None:
    """Sign *member* in. A new session, so that nothing of the old one is taken along."""
    session.clear()
    session["member_id"] = member.id
    session.permanent = True


@bp.get("/join")
def join() -> ResponseReturnValue:
    """The form for somebody new."""
    return render_template("accounts/join.html", form=JoinForm())


@bp.post("/join")
def create() -> ResponseReturnValue:
    """Enrol somebody and sign them in."""
    form = JoinForm.read(request.form)
    if form.validate():
        try:
            start_session(members.add(form.name, form.password))
        except members.NameTakenError:
            form.errors["name"] = "Somebody has signed with that name already."
        else:
            flash(f"Welcome, {form.name}. The book lies open.", "success")
            return redirect(url_for("entries.index"))
    return render_template("accounts/join.html", form=form), 422


@bp.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """The form for somebody whom we know."""
    return render_template("accounts/sign_in.html", name="")


@bp.post("/sign-in")
def check() -> ResponseReturnValue:
    """Sign somebody in."""
    name = request.form["name"].strip()
    member = members.check(name, request.form["password"])
    if member is None:
        flash("That name and that password do not belong together.", "error")
        return render_template("accounts/sign_in.html", name=name), 422
    start_session(member)
    flash(f"Good to see you again, {member.name}.", "success")
    return redirect(url_for("entries.index"))


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Forget who this is."""
    session.clear()
    flash("Signed out. Mind the steps on your way down.", "info")
    return redirect(url_for("entries.index"))
