"""Nothing of Flask's interface is missing where hipflask serves, natively and in an export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from api.collection import collect
from api.score import REFERENCE, has_reference
from support.inside import distribution_files, folder_files
from support.pages import Visitor, fetch
from support.sites import Site, export_application, run_application, serve_export

APP = Path(__file__).parent / "apps" / "interface.py"
API = Path(__file__).parents[1] / "api"

pytestmark = pytest.mark.skipif(
    not has_reference(), reason=f"Flask {REFERENCE} itself is not installed to compare with"
)


def compose(folder: Path) -> Path:
    """Lay the application, the checker and Flask side by side, to be packed as they are."""
    for parts in (distribution_files("flask"), folder_files(API)):
        for name, content in parts:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    target = folder / "app.py"
    target.write_bytes(APP.read_bytes())
    return target


@pytest.fixture(params=["native", "export"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """The application in each mode, with Flask being Flask."""
    source = compose(tmp_path / "application")
    if request.param == "native":
        with run_application(source) as site:
            yield site
    else:
        export = export_application(source, tmp_path, "--no-flask-alias")
        with serve_export(export, "export") as site:
            yield site


def test_nothing_is_missing(site: Site, visitor: Visitor, page: Page) -> None:
    visitor.visit(page, site.url)
    found = json.loads(fetch(page, "report")["text"])
    assert found["differences"] == []
    assert found["unused"] == []
    assert found["compared"] == len(collect().reference)
