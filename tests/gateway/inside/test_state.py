"""State goes out to JavaScript and comes back from it."""

from __future__ import annotations

import os
from pathlib import Path

import js
import pytest
from pyodide.ffi import JsProxy, to_js

from hipflask.browser import bridge
from hipflask.browser.state.folders import tell_folders


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The instance folder of a site, with a file in it."""
    monkeypatch.setattr(os, "environ", os.environ.copy())
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "former").write_bytes(b"former")
    tell_folders(str(tmp_path), [str(folder)])
    return folder


def test_state_comes_back_by_way_of_javascript(instance: Path) -> None:
    archive = bridge.export_state()
    assert isinstance(archive, JsProxy)
    assert js.Object.prototype.toString.call(archive) == "[object Uint8Array]"
    (instance / "former").rename(instance / "later")
    assert bridge.import_state(archive) is None
    assert [path.name for path in instance.iterdir()] == ["former"]


def test_javascript_is_told_what_is_wrong(instance: Path) -> None:
    assert "no zip archive" in str(bridge.import_state(to_js(b"something else")))
    assert (instance / "former").read_bytes() == b"former"
    (instance / "link").symlink_to("/tmp")
    assert "instance/link leads out" in str(bridge.export_state())
