"""The blog: four extensions together, with hipflask in Flask's place."""

from __future__ import annotations

import importlib
import re
import typing as t
from pathlib import Path

import pytest

from support.alias import forced_alias

from .conftest import EXAMPLES, token_in

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import TestResponse

    from hipflask import Flask
    from hipflask.testing import FlaskClient

BODY = "Three mussels and a boot.\n\nThe boot was a left one,\nas always."


class Writer:
    """Somebody with a browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, **data: str) -> TestResponse:
        token = token_in(self.get("/account/join").text)
        return self.client.post(path, data={"csrf_token": token, **data})

    def join(self, name: str, path: str = "/account/join") -> TestResponse:
        return self.post(path, name=name, password="low tide at six")

    def write(self, title: str, body: str = BODY, **data: str) -> TestResponse:
        return self.post("/write", title=title, body=body, **data)


@pytest.fixture(autouse=True)
def alias() -> Iterator[None]:
    """The blog imports ``flask``, and its extensions do."""
    with forced_alias():
        yield


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Flask]:
    """An empty blog."""
    monkeypatch.syspath_prepend(EXAMPLES)
    app: Flask = importlib.import_module("blog").create_app(
        {"POSTS_PER_PAGE": 2, "TESTING": True}, instance_path=str(tmp_path)
    )
    yield app
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


@pytest.fixture
def stranger(app: Flask) -> Writer:
    """Somebody who is not signed in."""
    return Writer(app.test_client())


@pytest.fixture
def nora(app: Flask) -> Writer:
    """Somebody who is signed in."""
    nora = Writer(app.test_client())
    nora.join("Nora")
    return nora


def test_it_runs_on_hipflask(app: Flask) -> None:
    assert type(app).__module__ == "hipflask.app"


def test_joining_signs_in(stranger: Writer) -> None:
    assert stranger.join("  Nora   Finn ").location == "/"
    page = stranger.get("/").text
    assert "Nora Finn</a>" in page
    assert "Welcome aboard, Nora Finn." in page


@pytest.mark.parametrize(
    ("name", "password", "complaint"),
    [
        ("", "low tide at six", "By what name"),
        ("N", "low tide at six", "2 to 30 characters"),
        ("<Nora>", "low tide at six", "none of / &lt;"),
        ("Nora", "short", "Use 8 characters"),
        ("NORA", "low tide at six", "Somebody writes here by that name"),
    ],
)
def test_joining_is_validated(
    nora: Writer, stranger: Writer, name: str, password: str, complaint: str
) -> None:
    answer = stranger.post("/account/join", name=name, password=password)
    assert answer.status_code == 422
    assert complaint in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_signing_out_and_in(nora: Writer) -> None:
    nora.post("/account/sign-out")
    assert "Sign in" in nora.get("/").text
    wrong = nora.post("/account/sign-in", name="Nora", password="high tide")
    assert wrong.status_code == 422
    assert "do not belong together" in wrong.text
    answer = nora.post("/account/sign-in", name="nora", password="low tide at six")
    assert answer.location == "/"
    assert "Good to have you back, Nora." in nora.get("/").text


def test_writing_is_for_those_who_are_signed_in(stranger: Writer) -> None:
    asked = stranger.get("/write")
    assert asked.status_code == 302
    assert asked.location == "/account/sign-in?next=%2Fwrite"
    assert stranger.join("Nora", "/account/join?next=%2Fwrite").location == "/write"


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x"]
)
def test_nobody_is_sent_to_another_site(stranger: Writer, target: str) -> None:
    assert stranger.join("Nora", f"/account/join?next={target}").location == "/"


def test_a_post_is_shown_in_paragraphs(nora: Writer) -> None:
    location = nora.write("  The  <left> boot ", standfirst="A find.").location
    page = nora.get(location).text
    assert "<h1>The &lt;left&gt; boot</h1>" in page
    assert "<p>Three mussels and a boot.</p>" in page
    assert "one,<br>" in page
    assert re.search(r'<time datetime="[^"]+Z">\d+ [A-Z][a-z]+ \d{4}</time>', page)
    assert "A find." in nora.get("/").text


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"title": ""}, "A post needs a title."),
        ({"title": "x" * 81}, "A title has 3 to 80"),
        ({"body": "short"}, "Write 20 characters"),
        ({"standfirst": "x" * 161}, "A sentence of 160"),
    ],
)
def test_a_post_is_validated(nora: Writer, data: dict[str, str], complaint: str) -> None:
    answer = nora.write(**{"title": "The boot", **data})
    assert answer.status_code == 422
    assert complaint in answer.text
    assert "beach is clean" in nora.get("/").text


def test_a_post_is_changed_and_deleted_by_its_author_only(app: Flask, nora: Writer) -> None:
    location = nora.write("The boot").location
    other = Writer(app.test_client())
    other.join("Finn")
    assert other.post(f"{location}/edit", title="Mine", body=BODY).status_code == 403
    assert other.post(f"{location}/delete").status_code == 403
    assert "Delete for good" not in other.get(location).text

    assert nora.post(f"{location}/edit", title="Two boots", body=BODY).location == location
    assert "<h1>Two boots</h1>" in other.get(location).text
    assert "Changed on" in other.get(location).text
    assert nora.post(f"{location}/delete").location == "/"
    assert nora.get(location).status_code == 404


def test_pages_of_posts_and_of_an_author(nora: Writer) -> None:
    for title in ("First", "Second", "Third"):
        nora.write(title)
    front = nora.get("/").text
    assert front.index("Third") < front.index("Second")
    assert "First" not in front
    assert "First" in nora.get("/?page=2").text
    assert nora.get("/?page=3").status_code == 404
    assert "3 posts" in nora.get("/by/nora").text
    assert "/by/Nora?page=2" in nora.get("/by/nora").text
    assert nora.get("/by/nobody").status_code == 404


def test_a_form_without_its_token_is_refused(nora: Writer) -> None:
    answer = nora.client.post("/write", data={"title": "The boot", "body": BODY})
    assert answer.status_code == 400
    assert "dried out" in answer.text


def test_the_database_is_at_the_newest_version(app: Flask, nora: Writer) -> None:
    result = app.test_cli_runner().invoke(args=["db", "check"])
    assert result.exit_code == 0, result.output
    from flask_migrate import downgrade, upgrade

    nora.write("Kept", standfirst="lost on the way")
    with app.app_context():
        downgrade(revision="0001")
        upgrade()
    assert "Kept" in nora.get("/").text
    assert "lost on the way" not in nora.get("/").text


def test_state_is_in_the_instance_folder(
    app: Flask, nora: Writer, stranger: Writer, tmp_path: Path
) -> None:
    nora.write("Kept")
    assert {path.name for path in tmp_path.iterdir()} == {"secret_key", "tideline.sqlite"}
    again = importlib.import_module("blog").create_app(instance_path=str(tmp_path))
    assert "Kept" in again.test_client().get("/").text
    assert again.secret_key == app.secret_key
    with again.app_context():
        again.extensions["sqlalchemy"].engine.dispose()
