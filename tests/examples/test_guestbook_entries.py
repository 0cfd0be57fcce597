"""The guestbook: writing, reading, tearing out, pictures, pages of the book."""

from __future__ import annotations

import re
import typing as t
from io import BytesIO
from pathlib import Path

import pytest

from .conftest import Visitor

if t.TYPE_CHECKING:
    from hipflask import Flask

PICTURES = {
    "image/png": b"\x89PNG\r\n\x1a\n" + b"png",
    "image/jpeg": b"\xff\xd8\xff\xe0" + b"a jpeg picture",
    "image/gif": b"GIF89a" + b"a gif picture",
    "image/webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
}


def upload(content: bytes, name: str = "picture.png") -> tuple[BytesIO, str]:
    return BytesIO(content), name


def kept_pictures(app: Flask) -> list[Path]:
    return sorted((Path(app.instance_path) / "uploads").glob("*"))


def test_an_empty_book_invites(visitor: Visitor) -> None:
    page = visitor.get("/").text
    assert "The first page is still blank." in page
    assert 'href="/account/join"' in page
    assert "<textarea" not in page


def test_writing_shows_the_entry_to_everybody(heidi: Visitor, visitor: Visitor) -> None:
    response = heidi.write(" Up the\r\nmountain <alone> ", weather="snow")
    assert response.status_code == 302
    assert response.location == "/#entry-1"
    assert "Your words are in the book." in heidi.get("/").text
    page = visitor.get("/").text
    assert '<p class="message">Up the\nmountain &lt;alone&gt;</p>' in page
    assert re.search(
        r'<time datetime="\d{4}-\d\d-\d\dT[^"]+\+00:00">\d{1,2} \w+ \d{4}</time>', page
    )
    assert "Snow," in page


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"message": " \r\n "}, "Write a few words"),
        ({"message": "x" * 601}, "That is 601 characters; the line ends at 600."),
        ({"message": "Hi", "weather": "fog"}, "Choose one of sun, cloud, rain, snow, stars."),
        ({"message": "Hi", "picture_alt": "x" * 121}, "in 120 characters or less"),
    ],
)
def test_an_entry_is_validated(heidi: Visitor, fields: dict[str, str], error: str) -> None:
    response = heidi.post("/", fields)
    assert response.status_code == 422
    assert error in response.text
    assert heidi.entries() == []


def test_a_refused_form_keeps_what_was_written(heidi: Visitor) -> None:
    page = heidi.write("Words & more", weather="rain", picture_alt="x" * 121).text
    assert ">\nWords &amp; more</textarea>" in page
    assert 'value="rain" checked' in page
    assert f'value="{"x" * 121}"' in page
    assert 'aria-describedby="picture_alt-error picture_alt-hint"' in page


def test_line_ends_of_a_form_count_once(heidi: Visitor) -> None:
    assert heidi.write("x" * 299 + "\r\n" + "y" * 300).status_code == 302


def test_writing_needs_a_name(visitor: Visitor) -> None:
    response = visitor.write("Anonymous")
    assert response.status_code == 302
    assert response.location == "/account/sign-in"
    assert 'flash-info" role="status">Sign in first' in visitor.get(response.location).text
    assert visitor.entries() == []


@pytest.mark.parametrize(("media_type", "content"), PICTURES.items())
def test_a_picture_is_shown_as_what_it_is(
    heidi: Visitor, visitor: Visitor, media_type: str, content: bytes
) -> None:
    heidi.write("Look", picture=upload(content, "../../x.html"), picture_alt='The "alp"')
    (entry,) = visitor.entries()
    assert f'<img src="{entry["picture"]}" alt="The &#34;alp&#34;"' in visitor.get("/").text
    response = visitor.get(entry["picture"])
    assert response.status_code == 200
    assert response.content_type == media_type
    assert response.data == content
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    response.close()


def test_pictures_are_kept_under_names_of_our_own(app: Flask, heidi: Visitor) -> None:
    for _ in range(2):
        heidi.write("Look", picture=upload(PICTURES["image/png"], "../../x.html"))
    names = [path.name for path in kept_pictures(app)]
    assert len(set(names)) == 2
    assert all(re.fullmatch(r"[0-9a-f]{32}\.png", name) for name in names)


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"RIFF\x00\x00\x00\x00WAVEfmt "]
)
def test_what_is_no_picture_is_refused(app: Flask, heidi: Visitor, content: bytes) -> None:
    response = heidi.write("Look", picture=upload(content))
    assert response.status_code == 422
    assert "That file is not a PNG, JPEG, GIF or WebP picture." in response.text
    assert heidi.entries() == []
    assert kept_pictures(app) == []


def test_an_empty_file_field_is_no_picture(heidi: Visitor) -> None:
    assert heidi.write("No picture", picture=upload(b"", "")).status_code == 302
    assert heidi.entries()[0]["picture"] is None


def test_too_large_an_upload_is_refused_with_a_page(app: Flask, heidi: Visitor) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 20_000
    content = PICTURES["image/png"] + bytes(20_000)
    response = heidi.write("Look", picture=upload(content))
    assert response.status_code == 413
    assert "Too heavy for this hut." in response.text
    assert "larger than 20.0 kB" in response.text
    assert heidi.entries() == []


@pytest.mark.parametrize(
    "name", ["absent.png", "secret_key", "..%2fsecret_key", "%2e%2e/secret_key"]
)
def test_only_pictures_are_sent(visitor: Visitor, name: str) -> None:
    assert visitor.get(f"/pictures/{name}").status_code == 404


def test_tearing_out_removes_entry_and_picture(app: Flask, heidi: Visitor) -> None:
    heidi.write("Look", picture=upload(PICTURES["image/gif"]))
    assert len(kept_pictures(app)) == 1
    assert "Yes, tear it out" in heidi.get("/").text
    assert heidi.post("/entries/1/delete", {}).location == "/"
    assert heidi.get("/entries/1").status_code == 404
    assert kept_pictures(app) == []


def test_only_the_writer_may_tear_out(app: Flask, heidi: Visitor, visitor: Visitor) -> None:
    heidi.write("Mine")
    assert visitor.post("/entries/1/delete", {}).location == "/account/sign-in"
    visitor.join("Peter")
    assert "Yes, tear it out" not in visitor.get("/").text
    response = visitor.post("/entries/1/delete", {})
    assert response.status_code == 403
    assert "Only the hand that wrote a page may tear it out." in response.text
    assert visitor.get("/entries/1").status_code == 200


def test_tearing_out_is_never_a_get(heidi: Visitor) -> None:
    heidi.write("Mine")
    response = heidi.get("/entries/1/delete")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


def test_the_book_is_read_page_by_page(heidi: Visitor) -> None:
    for number in range(1, 8):
        heidi.write(f"Words {number}")
    shown = {
        page: re.findall(r"Words \d", heidi.get("/", query_string={"page": page}).text)
        for page in (1, 2, 3)
    }
    assert shown == {
        1: ["Words 7", "Words 6", "Words 5"],
        2: ["Words 4", "Words 3", "Words 2"],
        3: ["Words 1"],
    }
    middle = heidi.get("/?page=2").text
    assert 'rel="prev" href="/?page=1"' in middle
    assert 'rel="next" href="/?page=3"' in middle
    assert "Page 2 of 3" in middle


@pytest.mark.parametrize("page", ["0", "-1", "2", "9" * 30])
def test_pages_that_the_book_does_not_have(heidi: Visitor, page: str) -> None:
    heidi.write("The only one")
    assert heidi.get(f"/?page={page}").status_code == 404
    assert heidi.get(f"/api/entries?page={page}").status_code == 404


@pytest.mark.parametrize("number", ["2", "9" * 30])
def test_entries_that_the_book_does_not_have(heidi: Visitor, number: str) -> None:
    heidi.write("The only one")
    assert heidi.get("/entries/1").status_code == 200
    assert heidi.get(f"/entries/{number}").status_code == 404


def test_the_book_outlives_the_application(guestbook: t.Any, app: Flask, heidi: Visitor) -> None:
    heidi.write("Still here")
    again = Visitor(guestbook.create_app(instance_path=app.instance_path).test_client())
    assert "Still here" in again.get("/").text
