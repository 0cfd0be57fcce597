"""Flask-Login: sessions of users, remembered ones, and views for them only."""

from __future__ import annotations

import pytest
from flask_login import (
    LoginManager,
    UserMixin,
    current_user,
    login_required,
    login_user,
    logout_user,
)

from hipflask import Flask, request
from hipflask.testing import FlaskClient


class User(UserMixin):
    def __init__(self, name: str) -> None:
        self.id = name


@pytest.fixture(autouse=True)
def views(app: Flask) -> None:
    manager = LoginManager(app)
    manager.login_view = "sign_in"
    manager.user_loader(User)

    @app.route("/in/<name>", methods=["GET", "POST"])
    def sign_in(name: str = "") -> str:
        login_user(User(name), remember="remember" in request.args)
        return "in"

    @app.get("/out")
    def sign_out() -> str:
        logout_user()
        return "out"

    @app.get("/me")
    @login_required
    def me() -> str:
        return str(current_user.id)

    app.add_url_rule("/in", "sign_in", sign_in)


def test_a_view_for_users_sends_others_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/me")
    assert answer.status_code == 302
    assert answer.location == "/in?next=%2Fme"


def test_signing_in_and_out(client: FlaskClient) -> None:
    client.get("/in/ada")
    assert client.get("/me").text == "ada"
    client.get("/out")
    assert client.get("/me").status_code == 302


def test_a_user_is_remembered_when_the_session_is_gone(client: FlaskClient) -> None:
    client.get("/in/ada?remember=1")
    client.delete_cookie("session")
    assert client.get("/me").text == "ada"


def test_login_client(app: Flask) -> None:
    from flask_login import FlaskLoginClient

    app.test_client_class = FlaskLoginClient
    with app.test_client(user=User("grace")) as client:
        assert client.get("/me").text == "grace"
