"""Flask-Limiter: so many requests and no more, counted in memory."""

from __future__ import annotations

import pytest
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from hipflask import Blueprint, Flask
from hipflask.testing import FlaskClient


@pytest.fixture
def limiter(app: Flask) -> Limiter:
    return Limiter(
        get_remote_address,
        app=app,
        default_limits=["3/hour"],
        storage_uri="memory://",
        headers_enabled=True,
    )


def test_limits_of_all_and_of_one_view(app: Flask, client: FlaskClient, limiter: Limiter) -> None:
    @app.get("/")
    def index() -> str:
        return "index"

    @app.get("/rare")
    @limiter.limit("1/hour")
    def rare() -> str:
        return "rare"

    @app.get("/free")
    @limiter.exempt
    def free() -> str:
        return "free"

    assert [client.get("/").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert [client.get("/rare").status_code for _ in range(2)] == [200, 429]
    assert {client.get("/free").status_code for _ in range(5)} == {200}
    other = {"REMOTE_ADDR": "192.0.2.1"}
    answer = client.get("/", environ_overrides=other)
    assert (answer.status_code, answer.headers["X-RateLimit-Remaining"]) == (200, "2")


def test_a_blueprint_and_its_answer(app: Flask, client: FlaskClient, limiter: Limiter) -> None:
    bp = Blueprint("bp", __name__)
    limiter.limit("1/hour")(bp)

    @bp.get("/bp")
    def view() -> str:
        return "view"

    @app.errorhandler(429)
    def too_many(error: Exception) -> tuple[str, int]:
        return f"slowly: {error}", 429

    app.register_blueprint(bp)
    assert client.get("/bp").text == "view"
    assert client.get("/bp").text.startswith("slowly: 429")
