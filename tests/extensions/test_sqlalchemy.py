"""Flask-SQLAlchemy and Flask-Migrate: a database, and a schema that changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_migrate import Migrate, downgrade, init, migrate, upgrade
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import inspect

from hipflask import Flask
from hipflask.testing import FlaskClient
from support.logs import logging_kept


@pytest.fixture
def db(app: Flask) -> SQLAlchemy:
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///notes.sqlite"
    db = SQLAlchemy(app)

    class Note(db.Model):  # type: ignore[name-defined]
        id = db.Column(db.Integer, primary_key=True)
        text = db.Column(db.String(80), nullable=False)

    @app.post("/notes/<text>")
    def write(text: str) -> str:
        db.session.add(Note(text=text))
        db.session.commit()
        return "written"

    @app.get("/notes/<int:note_id>")
    def read(note_id: int) -> str:
        return str(db.get_or_404(Note, note_id).text)

    @app.get("/notes")
    def page() -> dict[str, object]:
        notes = db.paginate(db.select(Note).order_by(Note.id.desc()), per_page=2)
        return {"total": notes.total, "texts": [note.text for note in notes]}

    return db


@pytest.fixture
def migrations(app: Flask, db: SQLAlchemy, tmp_path: Path) -> Iterator[str]:
    folder = str(tmp_path / "migrations")
    Migrate(app, db, directory=folder)
    with logging_kept():
        yield folder


def test_rows_are_kept_in_the_instance_folder(
    app: Flask, client: FlaskClient, db: SQLAlchemy
) -> None:
    with app.app_context():
        db.create_all()
    for text in ("one", "two", "three"):
        client.post(f"/notes/{text}")
    assert client.get("/notes/2").text == "two"
    assert client.get("/notes/9").status_code == 404
    assert client.get("/notes?page=1").get_json() == {"total": 3, "texts": ["three", "two"]}
    assert Path(app.instance_path, "notes.sqlite").exists()


def test_a_session_belongs_to_a_context(app: Flask, db: SQLAlchemy) -> None:
    with app.app_context():
        outer = db.session()
        with app.app_context():
            assert db.session() is not outer
        assert db.session() is outer


# Flask-Migrate's own env.py asks in the old way first.
@pytest.mark.filterwarnings("ignore:'get_engine' is deprecated:DeprecationWarning")
def test_a_migration_is_made_applied_and_undone(
    app: Flask, client: FlaskClient, db: SQLAlchemy, migrations: str
) -> None:
    with app.app_context():
        init()
        migrate(message="notes")
        upgrade()
        assert inspect(db.engine).has_table("note")
        client.post("/notes/kept")
        downgrade()
        assert not inspect(db.engine).has_table("note")


def test_the_command_is_there(app: Flask, migrations: str) -> None:
    result = app.test_cli_runner().invoke(args=["db", "init"])
    assert result.exit_code == 0, result.output
    assert Path(migrations, "env.py").exists()
