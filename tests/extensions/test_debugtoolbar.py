"""Flask-DebugToolbar: panels about a request, put into its page."""

from __future__ import annotations

import pytest
from flask_debugtoolbar import DebugToolbarExtension

from hipflask import Flask, redirect
from hipflask.testing import FlaskClient
from hipflask.typing import ResponseReturnValue


@pytest.fixture(autouse=True)
def toolbar(app: Flask) -> None:
    app.debug = True
    app.config["DEBUG_TB_INTERCEPT_REDIRECTS"] = True
    DebugToolbarExtension(app)

    @app.get("/")
    def index() -> str:
        return "<html><body>Hills</body></html>"

    @app.get("/old")
    def old() -> ResponseReturnValue:
        return redirect("/")


def test_the_toolbar_is_in_the_page(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "Hills" in page
    assert 'id="flDebug"' in page
    for panel in ("Versions", "Time", "HTTP Headers", "Config", "Logging", "Route List"):
        assert panel in page


def test_static_files_and_redirects(client: FlaskClient) -> None:
    with client.get("/_debug_toolbar/static/css/toolbar.css") as style:
        assert style.status_code == 200
    stopped = client.get("/old")
    assert stopped.status_code == 200
    assert "Location" in stopped.text
