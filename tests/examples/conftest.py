"""The example applications, loaded as `hipflask run` would load them."""

from __future__ import annotations

import importlib
import importlib.util
import re
import typing as t
from html import unescape
from pathlib import Path

import pytest

if t.TYPE_CHECKING:
    from types import ModuleType

    from werkzeug.test import TestResponse

    from hipflask import Flask
    from hipflask.testing import FlaskClient

EXAMPLES = Path(__file__).parents[2] / "examples"


def load_module(name: str) -> ModuleType:
    """Import ``examples/<name>/app.py`` under a name of its own."""
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / name / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Visitor:
    """Somebody with a browser: fills in the forms of the guestbook's pages."""

    def __init__(self, client: FlaskClient, base_url: str = "http://localhost/") -> None:
        self.client = client
        self.base_url = base_url

    def get(self, path: str, **options: t.Any) -> TestResponse:
        return self.client.get(path, base_url=self.base_url, **options)

    def post(self, path: str, data: dict[str, t.Any], **options: t.Any) -> TestResponse:
        """Post *data* with the token of a form that was fetched before."""
        token = token_in(self.get("/account/join").text)
        return self.client.post(
            path, base_url=self.base_url, data={"csrf_token": token, **data}, **options
        )

    def join(self, name: str, password: str = "edelweiss") -> TestResponse:
        return self.post("/account/join", {"name": name, "password": password})

    def sign_in(self, name: str, password: str = "edelweiss") -> TestResponse:
        return self.post("/account/sign-in", {"name": name, "password": password})

    def write(self, message: str, **fields: t.Any) -> TestResponse:
        return self.post("/", {"message": message, **fields})

    def entries(self) -> list[dict[str, t.Any]]:
        entries: list[dict[str, t.Any]] = self.get("/api/entries").get_json()["entries"]
        return entries


def token_in(page: str) -> str:
    match = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert match is not None
    return unescape(match[1])


@pytest.fixture
def guestbook(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(EXAMPLES)
    return importlib.import_module("guestbook")


@pytest.fixture
def app(guestbook: ModuleType, tmp_path: Path) -> Flask:
    """An empty guestbook."""
    made: Flask = guestbook.create_app({"ENTRIES_PER_PAGE": 3}, instance_path=str(tmp_path))
    return made


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(app.test_client())


@pytest.fixture
def heidi(app: Flask) -> Visitor:
    """Somebody who is signed in."""
    heidi = Visitor(app.test_client())
    heidi.join("Heidi")
    return heidi
