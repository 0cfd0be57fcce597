"""Flask-HTTPAuth: Basic, Digest and bearer tokens."""

from __future__ import annotations

from flask_httpauth import HTTPBasicAuth, HTTPDigestAuth, HTTPTokenAuth, MultiAuth

from hipflask import Flask
from hipflask.testing import FlaskClient


def test_basic_and_tokens(app: Flask, client: FlaskClient) -> None:
    basic, token = HTTPBasicAuth(), HTTPTokenAuth()
    either = MultiAuth(basic, token)

    @basic.verify_password
    def verify_password(name: str, password: str) -> str | None:
        return name if password == "secret" else None

    @basic.get_user_roles
    def roles(name: str) -> list[str]:
        return ["admin"] if name == "ada" else []

    @token.verify_token
    def verify_token(value: str) -> str | None:
        return "robot" if value == "abc" else None

    @app.get("/")
    @either.login_required
    def index() -> str:
        return str(either.current_user())

    @app.get("/admin")
    @basic.login_required(role="admin")
    def admin() -> str:
        return "admin"

    refused = client.get("/")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Basic realm=")
    assert client.get("/", auth=("ada", "secret")).text == "ada"
    assert client.get("/", auth=("ada", "wrong")).status_code == 401
    assert client.get("/", headers={"Authorization": "Bearer abc"}).text == "robot"
    assert client.get("/admin", auth=("ada", "secret")).text == "admin"
    assert client.get("/admin", auth=("bob", "secret")).status_code == 403


def test_digest_keeps_its_nonce_in_the_session(app: Flask, client: FlaskClient) -> None:
    digest = HTTPDigestAuth()
    digest.get_password({"ada": "secret"}.get)

    @app.get("/")
    @digest.login_required
    def index() -> str:
        return "never reached without an answer to the challenge"

    challenge = client.get("/")
    assert challenge.status_code == 401
    assert challenge.www_authenticate.type == "digest"
    with client.session_transaction() as session:
        assert session["auth_nonce"] == challenge.www_authenticate.get("nonce")
