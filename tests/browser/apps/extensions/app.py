"""Eight extensions in one application, each with a view that uses it."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import msgspec
from cachelib.file import FileSystemCache
from flask import Flask, jsonify, render_template_string, request, session
from flask.typing import ResponseReturnValue
from flask_caching import Cache
from flask_cors import CORS
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from flask_migrate import Migrate, init, migrate, upgrade
from flask_session import Session
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length

app = Flask(__name__)
instance = Path(app.instance_path)
instance.mkdir(exist_ok=True)
app.config.update(
    SECRET_KEY="for tests only",
    SESSION_TYPE="cachelib",
    SESSION_CACHELIB=FileSystemCache(str(instance / "sessions")),
    SQLALCHEMY_DATABASE_URI="sqlite:///notes.sqlite",
    CACHE_TYPE="SimpleCache",
    WTF_I18N_ENABLED=False,  # so that WTForms translates, from its own files
)
db = SQLAlchemy(app)
Migrate(app, db, directory=str(instance / "migrations"))
cache = Cache(app)
Session(app)
CORS(app, resources={"/cors": {"origins": "*"}})
limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")
manager = LoginManager(app)
runs: list[int] = []

PAGE = """
<form method="post" novalidate>{{ form.csrf_token }}{{ form.text }}<button>Write</button></form>
<p>{{ texts|join(", ") }}</p>
"""


class Note(db.Model):  # type: ignore[name-defined]
    id = db.Column(db.Integer, primary_key=True)
    text = db.Column(db.String(80), nullable=False)


class NoteForm(FlaskForm):
    class Meta:
        locales = ("de",)

    text = StringField("Note", validators=[Length(min=3)])


@manager.user_loader
def load_user(name: str) -> UserMixin:
    user = UserMixin()
    user.id = name
    return user


@app.get("/")
def index() -> str:
    return "<h1>Extensions</h1>"


@app.post("/migrate")
def make_tables() -> str:
    init()
    migrate(message="notes")
    upgrade()
    return str(db.inspect(db.engine).has_table("note"))


@app.route("/notes", methods=["GET", "POST"])
def notes() -> ResponseReturnValue:
    form = NoteForm()
    if form.validate_on_submit():
        db.session.add(Note(text=form.text.data))
        db.session.commit()
    elif form.is_submitted():
        return jsonify(form.errors)
    texts = db.session.scalars(db.select(Note.text).order_by(Note.id)).all()
    return render_template_string(PAGE, form=form, texts=texts)


@app.post("/in/<name>")
def sign_in(name: str) -> str:
    login_user(load_user(name), remember=True)
    return "in"


@app.get("/me")
@login_required
def me() -> str:
    return str(current_user.id)


@app.get("/cached")
@cache.cached()
def cached() -> str:
    runs.append(1)
    return str(len(runs))


@app.post("/visits")
def visits() -> str:
    session["visits"] = session.get("visits", 0) + 1
    return str(session["visits"])


@app.get("/cors")
def cors() -> str:
    return "open"


@app.get("/limited")
@limiter.limit("2/hour")
def limited() -> str:
    return "not yet"


@app.post("/native")
def native() -> bytes:
    return msgspec.json.encode({"length": len(request.get_data())})


@app.get("/thread")
def thread() -> str:
    try:
        threading.Thread(target=print).start()
    except RuntimeError as error:
        return str(error)
    return "started"


@app.get("/socket")
def open_socket() -> str:
    try:
        socket.create_connection(("127.0.0.1", 9))
    except OSError as error:
        return str(error)
    return "connected"
