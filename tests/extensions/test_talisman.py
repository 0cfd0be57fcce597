"""Flask-Talisman: HTTPS only, and headers that keep a page to itself."""

from __future__ import annotations

from flask_talisman import ALLOW_FROM, Talisman

from hipflask import Flask, render_template_string, session
from hipflask.testing import FlaskClient


def test_headers_and_https(app: Flask, client: FlaskClient) -> None:
    talisman = Talisman(
        app,
        content_security_policy={"default-src": "'self'", "script-src": "'self'"},
        content_security_policy_nonce_in=["script-src"],
    )

    @app.get("/")
    def index() -> str:
        return render_template_string("{{ csp_nonce() }}")

    @app.get("/framed")
    @talisman(frame_options=ALLOW_FROM, frame_options_allow_from="https://other.example")
    def framed() -> str:
        return "framed"

    moved = client.get("/")
    assert (moved.status_code, moved.location) == (302, "https://localhost/")
    page = client.get("/", base_url="https://localhost")
    assert f"'nonce-{page.text}'" in page.headers["Content-Security-Policy"]
    assert page.text
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "max-age" in page.headers["Strict-Transport-Security"]
    answer = client.get("/framed", base_url="https://localhost")
    assert answer.headers["X-Frame-Options"] == "ALLOW-FROM https://other.example"


def test_sessions_become_secure(app: Flask, client: FlaskClient) -> None:
    Talisman(app)

    @app.get("/")
    def index() -> str:
        session["name"] = "ada"
        return "kept"

    cookie = client.get("/", base_url="https://localhost").headers["Set-Cookie"]
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
