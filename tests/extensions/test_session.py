"""Flask-Session: what sessions hold stays on the server, here in a folder (cachelib)."""

from __future__ import annotations

from pathlib import Path

import pytest
from cachelib.file import FileSystemCache
from flask_session import Session

from hipflask import Flask, session
from hipflask.testing import FlaskClient


@pytest.fixture(autouse=True)
def views(app: Flask, tmp_path: Path) -> None:
    app.config.update(
        SESSION_TYPE="cachelib",
        SESSION_CACHELIB=FileSystemCache(str(tmp_path / "sessions")),
        SESSION_PERMANENT=False,
    )
    Session(app)

    @app.post("/<name>")
    def write(name: str) -> str:
        session["name"] = name
        return "written"

    @app.get("/")
    def read() -> str:
        return str(session.get("name"))

    @app.delete("/")
    def forget() -> str:
        session.clear()
        return "forgotten"


def test_the_cookie_holds_an_identifier_only(client: FlaskClient, tmp_path: Path) -> None:
    client.post("/ada")
    cookie = client.get_cookie("session")
    assert cookie is not None
    assert "ada" not in cookie.decoded_value
    assert client.get("/").text == "ada"
    assert list((tmp_path / "sessions").iterdir())


def test_a_cleared_session_is_gone(client: FlaskClient) -> None:
    client.post("/ada")
    client.delete("/")
    assert client.get("/").text == "None"
    assert client.get_cookie("session") is None


def test_sessions_are_apart(app: Flask, client: FlaskClient) -> None:
    client.post("/ada")
    assert app.test_client().get("/").text == "None"
    with client.session_transaction() as stored:
        stored["name"] = "grace"
    assert client.get("/").text == "grace"
