"""The guestbook: joining, signing in and out, and the protection of forms."""

from __future__ import annotations

import typing as t

import pytest

from .conftest import Visitor, token_in

if t.TYPE_CHECKING:
    from hipflask import Flask


def test_joining_signs_in_with_a_welcome(visitor: Visitor) -> None:
    response = visitor.join("  Heidi   of the alp ")
    assert response.status_code == 302
    assert response.location == "/"
    page = visitor.get("/").text
    assert "<strong>Heidi of the alp</strong>" in page
    assert '<p class="flash flash-success" role="status">Welcome, Heidi of the alp.' in page


@pytest.mark.parametrize(
    ("name", "password", "error"),
    [
        ("H", "edelweiss", "A name has 2 to 30 characters."),
        ("H" * 31, "edelweiss", "A name has 2 to 30 characters."),
        ("Heidi", "short", "A password has at least 8 characters."),
    ],
)
def test_joining_is_validated(visitor: Visitor, name: str, password: str, error: str) -> None:
    response = visitor.join(name, password)
    assert response.status_code == 422
    assert error in response.text
    assert f'value="{name}"' in response.text
    assert password not in response.text
    assert 'aria-invalid="true"' in response.text


def test_a_name_is_given_once_whatever_its_capitals(heidi: Visitor, visitor: Visitor) -> None:
    response = visitor.join("HEIDI")
    assert response.status_code == 422
    assert "signed with that name already" in response.text
    assert "Sign out" not in visitor.get("/").text


def test_signing_out_and_in_again(heidi: Visitor) -> None:
    heidi.post("/account/sign-out", {})
    assert "Sign out" not in heidi.get("/").text
    assert heidi.sign_in("heidi").location == "/"
    assert "Good to see you again, Heidi." in heidi.get("/").text


@pytest.mark.parametrize(("name", "password"), [("Heidi", "wrong one"), ("Peter", "edelweiss")])
def test_a_wrong_password_or_name_stays_out(
    heidi: Visitor, visitor: Visitor, name: str, password: str
) -> None:
    response = visitor.sign_in(name, password)
    assert response.status_code == 422
    assert 'role="alert">That name and that password do not belong together.' in response.text
    assert "Sign out" not in visitor.get("/").text


def test_a_missing_field_is_a_bad_request(visitor: Visitor) -> None:
    assert visitor.post("/account/sign-in", {"name": "Heidi"}).status_code == 400


@pytest.mark.parametrize("token", [None, "", "guessed", "gé"])
def test_a_form_without_its_token_is_refused(heidi: Visitor, token: str | None) -> None:
    data = {"message": "Not from our page"} | ({} if token is None else {"csrf_token": token})
    response = heidi.client.post("/", data=data)
    assert response.status_code == 400
    assert "This form has lain about for too long." in response.text
    assert heidi.entries() == []


def test_a_token_is_worth_nothing_in_another_session(heidi: Visitor, visitor: Visitor) -> None:
    token = token_in(visitor.get("/account/join").text)
    response = heidi.client.post("/", data={"message": "Borrowed", "csrf_token": token})
    assert response.status_code == 400


def test_signing_in_starts_a_new_session(visitor: Visitor) -> None:
    before = token_in(visitor.get("/account/join").text)
    visitor.join("Heidi")
    assert token_in(visitor.get("/").text) != before


def test_the_session_lasts_and_is_signed_with_a_key_of_the_instance(
    guestbook: t.Any, app: Flask, heidi: Visitor
) -> None:
    cookie = heidi.client.get_cookie("session")
    assert cookie is not None
    assert cookie.expires is not None

    restarted = Visitor(guestbook.create_app(instance_path=app.instance_path).test_client())
    restarted.client.set_cookie("session", cookie.value)
    assert "<strong>Heidi</strong>" in restarted.get("/").text


def test_every_instance_has_its_own_key(
    guestbook: t.Any, app: Flask, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = guestbook.create_app(instance_path=str(tmp_path_factory.mktemp("other")))
    assert len(other.secret_key) >= 32
    assert other.secret_key != app.secret_key


def test_passwords_are_not_kept_in_the_clear(app: Flask, heidi: Visitor) -> None:
    from pathlib import Path

    assert b"edelweiss" not in (Path(app.instance_path) / "guestbook.sqlite").read_bytes()
