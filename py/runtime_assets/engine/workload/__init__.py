"""Does what applications do until their first page is there; see `runtime_assets.engine.parts`.

What of Python's engine is called meanwhile is what a browser has to compile before anything else.
Leave out what comes later, or in few applications: it costs all of them time.
"""

from __future__ import annotations

import contextlib
import inspect
import logging
import re
import secrets
import sqlite3
import time
import typing as t
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hipflask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    render_template_string,
    request,
    session,
    url_for,
)

from .facts import Mood, Note, facts

if t.TYPE_CHECKING:
    from hipflask.typing import ResponseReturnValue

# What applications are configured with.
MAX_CONTENT_LENGTH = 1 << 20
PERMANENT_SESSION_LIFETIME = timedelta(days=31)
SESSION_COOKIE_SAMESITE = "Lax"

SCHEMA = """
CREATE TABLE IF NOT EXISTS author (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE
);
CREATE TABLE IF NOT EXISTS note (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    author_id INTEGER NOT NULL REFERENCES author (id) ON DELETE CASCADE,
    title TEXT NOT NULL CHECK (title != ''),
    body TEXT NOT NULL DEFAULT '',
    score REAL,
    picture BLOB,
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    changed TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX IF NOT EXISTS note_by_author ON note (author_id, created DESC);
"""
SELECT = """
SELECT note.*, author.name, length(body) AS size FROM note JOIN author ON author.id = author_id
WHERE title LIKE ? OR body LIKE ? ORDER BY created DESC, note.id DESC LIMIT ? OFFSET ?
"""
MISSING = (
    "<title>Not here</title>{% for part in path.split('/') if part %}{{ part|e }} {% endfor %}"
)
WORD = re.compile(r"(?P<word>[^\W\d_]+(?:-\w+)?)", re.IGNORECASE)

bp = Blueprint("notes", __name__)
logger = logging.getLogger(__name__)


def connect(folder: str) -> sqlite3.Connection:
    connection = sqlite3.connect(Path(folder) / "notes.db")
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def prepare(folder: str) -> None:
    """Make the database unless there is one."""
    with contextlib.closing(connect(folder)) as connection, connection:
        connection.executescript(SCHEMA)
        rows = [("Ada",), ("Grace",)]
        connection.executemany("INSERT OR IGNORE INTO author (name) VALUES (?)", rows)


def database() -> sqlite3.Connection:
    """The request's connection."""
    if "database" not in g:
        g.database = connect(current_app.instance_path)
    return t.cast(sqlite3.Connection, g.database)


@bp.before_app_request
def look_up() -> None:
    user = session.get("user")
    g.user = user
    g.started = time.perf_counter()


@bp.app_template_filter("day")
def day(value: datetime) -> str:
    return f"{value:%d %B %Y}, {value.strftime('%H:%M')}"


@bp.get("/")
def index() -> ResponseReturnValue:
    wanted = f"%{request.args.get('q', '')}%"
    page = request.args.get("page", 1, type=int)
    rows = database().execute(SELECT, (wanted, wanted, 10, (page - 1) * 10)).fetchall()
    notes = [
        Note(datetime.fromisoformat(row["created"]), row["title"], row["name"], tags(row["body"]))
        for row in rows
    ]
    (count,) = database().execute("SELECT count(*) FROM note").fetchone()
    for name, total in database().execute(
        "SELECT name, count(note.id) AS total FROM author LEFT JOIN note ON author_id = author.id"
        " GROUP BY author.id HAVING total >= 0 ORDER BY name COLLATE NOCASE"
    ):
        logger.info("%s wrote %d", name, total)
    session["visits"] = session.get("visits", 0) + 1
    return render_template(
        "notes/index.html",
        notes=sorted(notes, reverse=True),
        count=count,
        facts=collected(),
        mood=Mood.CALM,
    )


@bp.post("/")
def create() -> ResponseReturnValue:
    title = request.form.get("title", "").strip()
    if not title:
        abort(400)
    with database() as connection:
        connection.execute(
            "INSERT INTO note (author_id, title, body, score, picture) VALUES (1, ?, ?, ?, ?)",
            (title, request.form["body"], float(request.form.get("score", 0)), b"\x00\x01"),
        )
        connection.execute("UPDATE note SET body = trim(body) WHERE title = ?", (title,))
        connection.execute("DELETE FROM note WHERE score < 0")
    signature = inspect.signature(kept)
    flash(kept(*signature.bind(title).args), "success")
    session["user"] = {"name": "Ada", "since": datetime.now(UTC)}
    response = redirect(url_for(".index", q=title[:3]))
    response.headers["X-Title"] = str(len(title))
    response.set_cookie("last", title[:1], max_age=timedelta(days=1), httponly=True)
    return response


@bp.get("/api/facts")
def api() -> ResponseReturnValue:
    return jsonify(collected() | {"mood": Mood("busy").value, "list": [1, 2.5, None, True, "ä"]})


@bp.teardown_app_request
def close(error: BaseException | None) -> None:
    connection = g.pop("database", None)
    if connection is not None:
        connection.close()


def collected() -> dict[str, t.Any]:
    return facts(Path(current_app.instance_path))


def kept(title: str, /, *, quotes: tuple[str, str] = ("“", "”")) -> str:
    return f"{quotes[0]}{title}{quotes[1]} is kept."


def tags(text: str) -> list[str]:
    words = [match["word"].lower() for match in WORD.finditer(text)]
    return [word for word, _ in Counter(words).most_common(3)]


def secret_key(path: Path) -> str:
    """Return the key that the folder keeps; made at the first start."""
    with contextlib.suppress(FileExistsError):
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(secrets.token_hex())
    return path.read_text()


def create_app() -> Flask:
    app = Flask(__name__)
    instance = Path(app.instance_path)
    instance.mkdir(parents=True, exist_ok=True)
    app.config.from_object(__name__)
    app.config.from_prefixed_env()
    app.config.from_pyfile(instance / "config.py", silent=True)
    app.config.from_mapping(SECRET_KEY=secret_key(instance / "secret_key"))
    for _ in range(2):  # as at the first start, and as at all others
        prepare(app.instance_path)
    app.register_blueprint(bp)

    @app.errorhandler(404)
    def missing(error: Exception) -> ResponseReturnValue:
        return render_template_string(MISSING, path=request.path), 404

    @app.context_processor
    def names() -> dict[str, t.Any]:
        return {"site": "Notes", "now": datetime.now(UTC)}

    return app
