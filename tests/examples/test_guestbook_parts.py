"""The guestbook: its interface for programs, its error pages, and its mounting below a prefix."""

from __future__ import annotations

import re
import typing as t
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from .conftest import Visitor

if t.TYPE_CHECKING:
    from hipflask import Flask

SUB = "http://localhost/sub/path/"


def test_api_lists_pages(heidi: Visitor) -> None:
    for number in range(1, 5):
        heidi.write(f"Words {number}", weather="stars")
    first = heidi.get("/api/entries").get_json()
    assert [entry["message"] for entry in first["entries"]] == ["Words 4", "Words 3", "Words 2"]
    assert (first["page"], first["pages"], first["total"]) == (1, 2, 4)
    assert (first["newer"], first["older"]) == (None, "/api/entries?page=2")
    entry = first["entries"][0]
    assert (entry["id"], entry["name"], entry["weather"]) == (4, "Heidi", "stars")
    assert entry["url"] == "/entries/4"
    assert datetime.fromisoformat(entry["created"]).utcoffset() == timedelta(0)
    second = heidi.get(first["older"]).get_json()
    assert [entry["message"] for entry in second["entries"]] == ["Words 1"]
    assert (second["newer"], second["older"]) == ("/api/entries?page=1", None)


def test_api_writes(heidi: Visitor) -> None:
    response = heidi.client.post("/api/entries", json={"message": "By machine"})
    assert response.status_code == 201
    assert response.location == "/api/entries/1"
    assert response.get_json()["message"] == "By machine"
    assert heidi.get(response.location).get_json() == response.get_json()


@pytest.mark.parametrize("body", [{}, {"message": " "}, {"message": 7}, [], "text", 7])
def test_api_validates(heidi: Visitor, body: t.Any) -> None:
    response = heidi.client.post("/api/entries", json=body)
    assert response.status_code == 422
    assert "message" in response.get_json()["errors"]


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"data": {"message": "A form, as a foreign page could send it"}}, 415),
        ({"data": "{", "content_type": "application/json"}, 400),
    ],
)
def test_api_takes_nothing_but_json(heidi: Visitor, options: t.Any, status: int) -> None:
    response = heidi.client.post("/api/entries", **options)
    assert response.status_code == status
    assert set(response.get_json()) == {"error", "message"}
    assert heidi.entries() == []


def test_api_needs_a_name_for_writing(visitor: Visitor) -> None:
    response = visitor.client.post("/api/entries", json={"message": "Anonymous"})
    assert response.status_code == 401
    assert response.get_json()["message"] == "Sign in first."


@pytest.mark.parametrize("path", ["/api/entries/99", "/api/nothing"])
def test_api_errors_are_json(visitor: Visitor, path: str) -> None:
    response = visitor.get(path)
    assert response.status_code == 404
    assert response.get_json()["error"] == "Not Found"


def test_unknown_pages_get_a_page(visitor: Visitor) -> None:
    response = visitor.get("/nowhere")
    assert response.status_code == 404
    assert response.mimetype == "text/html"
    assert "No path leads here." in response.text


def test_failures_get_a_page_that_tells_nothing(app: Flask) -> None:
    @app.get("/fail")
    def fail() -> str:
        raise RuntimeError("a detail")

    app.logger.disabled = True
    response = Visitor(app.test_client()).get("/fail")
    assert response.status_code == 500
    assert "An avalanche came down." in response.text
    assert "a detail" not in response.text


def test_a_broken_database_still_gets_the_page(app: Flask, heidi: Visitor) -> None:
    (Path(app.instance_path) / "guestbook.sqlite").write_bytes(b"no database" * 100)
    app.logger.disabled = True
    response = heidi.get("/")
    assert response.status_code == 500
    assert "An avalanche came down." in response.text


def test_everything_stays_below_the_prefix(app: Flask) -> None:
    visitor = Visitor(app.test_client(), SUB)
    assert visitor.join("Heidi").location == "/sub/path/"
    picture = (BytesIO(b"GIF89a picture"), "picture.gif")
    assert visitor.write("Look", picture=picture).location == "/sub/path/#entry-1"
    for page in ("/", "/entries/1", "/account/join", "/nowhere"):
        text = visitor.get(page).text
        addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', text)
        assert len(addresses) > 5
        assert [address for address in addresses if not address.startswith("/sub/path/")] == []
    (entry,) = visitor.entries()
    assert entry["picture"].startswith("/sub/path/pictures/")


def test_pages_ask_nobody_else_for_anything(visitor: Visitor) -> None:
    for address in ("/", "/account/join", "/static/style.css", "/static/enhance.js"):
        response = visitor.get(address)
        assert response.status_code == 200
        assert re.findall(r"https?://|@import|url\(", response.text) == []
        response.close()


def test_the_instance_may_set_its_own_configuration(guestbook: t.Any, tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text("ENTRIES_PER_PAGE = 1\n")
    visitor = Visitor(guestbook.create_app(instance_path=str(tmp_path)).test_client())
    visitor.join("Heidi")
    visitor.write("One")
    visitor.write("Two")
    assert [entry["message"] for entry in visitor.entries()] == ["Two"]


def test_nothing_is_written_beside_the_source(guestbook: t.Any) -> None:
    from hipflask import Flask

    source = Path(guestbook.__file__).parent
    assert Path(Flask("guestbook").instance_path) == source.parent / "instance"
