"""Flask-JWT-Extended: access by signed tokens, in a header or a cookie."""

from __future__ import annotations

import pytest
from flask_jwt_extended import (
    JWTManager,
    create_access_token,
    current_user,
    get_jwt,
    get_jwt_identity,
    jwt_required,
    set_access_cookies,
)

from hipflask import Flask, jsonify
from hipflask.testing import FlaskClient
from hipflask.wrappers import Response


@pytest.fixture(autouse=True)
def views(app: Flask) -> None:
    app.config.update(JWT_TOKEN_LOCATION=["headers", "cookies"], JWT_COOKIE_SECURE=False)
    manager = JWTManager(app)
    manager.user_lookup_loader(lambda header, data: {"name": data["sub"].title()})
    manager.token_in_blocklist_loader(lambda header, data: data.get("revoked", False))

    @app.post("/token/<name>")
    def token(name: str) -> Response:
        access = create_access_token(name, additional_claims={"revoked": name == "eve"})
        answer = jsonify(token=access)
        set_access_cookies(answer, access)
        return answer

    @app.route("/me", methods=["GET", "POST"])
    @jwt_required()
    def me() -> dict[str, object]:
        return {"id": get_jwt_identity(), "name": current_user["name"], "type": get_jwt()["type"]}


def bearer(client: FlaskClient, name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.post(f'/token/{name}').get_json()['token']}"}


def test_a_token_in_a_header(app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    assert client.get("/me").status_code == 401
    answer = client.get("/me", headers=bearer(client, "ada"))
    assert answer.get_json() == {"id": "ada", "name": "Ada", "type": "access"}
    broken = client.get("/me", headers={"Authorization": "Bearer x.y.z"})
    assert broken.status_code == 422
    assert client.get("/me", headers=bearer(client, "eve")).get_json()["msg"].endswith("revoked")


def test_a_token_in_a_cookie_needs_the_csrf_token_too(client: FlaskClient) -> None:
    client.post("/token/ada")
    assert client.get("/me").status_code == 200
    assert client.post("/me").status_code == 401
    cookie = client.get_cookie("csrf_access_token")
    assert cookie is not None
    assert client.post("/me", headers={"X-CSRF-TOKEN": cookie.value}).status_code == 200
