"""The journal: reading for all, writing for those who are signed in."""

from __future__ import annotations

import typing as t

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask_login import current_user, login_required
from sqlalchemy import select

from .accounts import status_of
from .extensions import db
from .forms import PostForm
from .models import Author, Post

if t.TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("posts", __name__)


@bp.get("/")
def index() -> ResponseReturnValue:
    """The front page: the newest posts."""
    return render_template("posts/index.html", page=newest(select(Post)), author=None)


@bp.get("/by/<name>")
def by(name: str) -> ResponseReturnValue:
    """All that one author has written."""
    author = Author.named(name) or abort(404)
    page = newest(select(Post).where(Post.author_id == author.id))
    return render_template("posts/index.html", page=page, author=author)


@bp.get("/posts/<int:post_id>")
def show(post_id: int) -> ResponseReturnValue:
    """One post."""
    return render_template("posts/show.html", post=db.get_or_404(Post, post_id))


@bp.route("/write", methods=["GET", "POST"])
@login_required
def write() -> ResponseReturnValue:
    """Write a post."""
    form = PostForm()
    if form.validate_on_submit():
        post = Post(author_id=current_user.id)
        form.populate_obj(post)
        db.session.add(post)
        db.session.commit()
        flash("It is out, for everybody to read.", "good")
        return redirect(url_for("posts.show", post_id=post.id))
    return render_template("posts/form.html", form=form, post=None), status_of(form)


@bp.route("/posts/<int:post_id>/edit", methods=["GET", "POST"])
@login_required
def edit(post_id: int) -> ResponseReturnValue:
    """Change a post of one's own."""
    post = own(post_id)
    form = PostForm(obj=post)
    if form.validate_on_submit():
        form.populate_obj(post)
        db.session.commit()
        flash("The new version is in its place.", "good")
        return redirect(url_for("posts.show", post_id=post.id))
    return render_template("posts/form.html", form=form, post=post), status_of(form)


@bp.post("/posts/<int:post_id>/delete")
@login_required
def delete(post_id: int) -> ResponseReturnValue:
    """Delete a post of one's own."""
    db.session.delete(own(post_id))
    db.session.commit()
    flash("Gone with the tide.", "note")
    return redirect(url_for("posts.index"))


def newest(posts: t.Any) -> t.Any:
    """Return the page of *posts* that ``?page=`` asks for, the newest first."""
    return db.paginate(
        posts.order_by(Post.written.desc(), Post.id.desc()),
        per_page=current_app.config["POSTS_PER_PAGE"],
    )


def own(post_id: int) -> Post:
    """Return a post of whoever is signed in, or answer why not."""
    post: Post = db.get_or_404(Post, post_id)
    if post.author_id != current_user.id:
        abort(403)
    return post
