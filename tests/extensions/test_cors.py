"""Flask-CORS: answers that pages of other origins may read."""

from __future__ import annotations

from flask_cors import CORS, cross_origin

from hipflask import Flask, abort
from hipflask.testing import FlaskClient

ORIGIN = {"Origin": "https://elsewhere.example"}


def test_resources_by_path(app: Flask, client: FlaskClient) -> None:
    CORS(app, resources={r"/api/*": {"origins": "https://elsewhere.example"}})

    @app.route("/api/thing", methods=["GET", "PUT"])
    def thing() -> str:
        return "thing"

    @app.get("/private")
    def private() -> str:
        return "private"

    @app.get("/api/missing")
    def missing() -> str:
        abort(404)

    allowed = "Access-Control-Allow-Origin"
    assert client.get("/api/thing", headers=ORIGIN).headers[allowed] == ORIGIN["Origin"]
    assert allowed not in client.get("/private", headers=ORIGIN).headers
    assert client.get("/api/missing", headers=ORIGIN).headers[allowed] == ORIGIN["Origin"]
    preflight = {**ORIGIN, "Access-Control-Request-Method": "PUT"}
    answer = client.options("/api/thing", headers=preflight)
    assert "PUT" in answer.headers["Access-Control-Allow-Methods"]


def test_a_single_view(app: Flask, client: FlaskClient) -> None:
    @app.post("/open")
    @cross_origin(max_age=60, supports_credentials=True, origins=[ORIGIN["Origin"]])
    def open_view() -> str:
        return "open"

    preflight = {**ORIGIN, "Access-Control-Request-Method": "POST"}
    answer = client.options("/open", headers=preflight)
    assert answer.headers["Access-Control-Max-Age"] == "60"
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert client.post("/open", headers=ORIGIN).text == "open"
