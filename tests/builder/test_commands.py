from __future__ import annotations

import json
import socket
import typing as t
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from werkzeug.serving import BaseWSGIServer

from hipflask.builder.options import Found
from hipflask.cli.entry import cli


@pytest.fixture
def hipflask(
    package: Found, runtime: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> t.Callable[..., Result]:
    """Runs a command in the project's folder, with the small runtime."""
    monkeypatch.chdir(package.root)
    monkeypatch.delenv("FLASK_APP", raising=False)
    monkeypatch.setattr("hipflask.builder.runtime.assets_folder", lambda: tmp_path / "runtime")
    return lambda *arguments: CliRunner().invoke(cli, arguments)


Command = t.Callable[..., Result]


def manifest(folder: Path) -> dict[str, t.Any]:
    result: dict[str, t.Any] = json.loads((folder / "hipflask-assets/manifest.json").read_text())
    return result


def test_build_tells_what_it_packed(hipflask: Command, package: Found) -> None:
    result = hipflask("build", "--app", "guest_book:create_app()")
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.output.splitlines()]
    assert ["Application", "4"] in [line[:2] for line in lines]
    assert [".env", "(hidden,", "may", "hold", "secrets)"] not in lines
    assert ["guest_book/.env", "(hidden,", "may", "hold", "secrets)"] in lines
    assert "hipflask preview dist" in result.output
    assert manifest(package.root / "dist")["application"]["spec"] == "guest_book:create_app()"


def test_options_reach_the_site(hipflask: Command, package: Found) -> None:
    result = hipflask(
        *("build", "-A", "guest_book", "out", "--title", "Guests", "--debug"),
        *("--no-flask-alias", "--persist", "uploads", "--persist", "/data"),
        *("--include", "data/*.csv", "--exclude", "*.css", "-r", "jinja2", "--no-static-cache"),
    )
    assert result.exit_code == 0, result.output
    told = manifest(package.root / "out")
    assert told["title"] == "Guests"
    assert (told["debug"], told["flask_alias"], told["static_cache"]) == (True, False, False)
    assert told["persist"] == ["/app/instance", "/app/uploads", "/data"]
    assert ["Application", "5"] in [line.split()[:2] for line in result.output.splitlines()]
    assert "--exclude *.css" in result.output


def test_build_without_an_application_says_so(hipflask: Command, package: Found) -> None:
    result = hipflask("build")
    assert result.exit_code == 2
    assert "--app" in result.output
    assert not (package.root / "dist").exists()


def test_build_refuses_a_users_folder(hipflask: Command, package: Found) -> None:
    result = hipflask("build", "-A", "guest_book", "data")
    assert result.exit_code == 1
    assert "Error: data is not empty and was not made by 'hipflask build'." in result.output


def test_preview_serves_an_export_below_a_base_path(
    hipflask: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    hipflask("build", "-A", "guest_book")
    served: list[BaseWSGIServer] = []
    monkeypatch.setattr(BaseWSGIServer, "serve_forever", lambda server: served.append(server))
    result = hipflask("preview", "dist", "--port", "0", "--base-path", "repo")
    assert result.exit_code == 0, result.output
    assert f"http://127.0.0.1:{served[0].port}/repo/ " in result.output
    served[0].server_close()


def test_preview_refuses_what_is_no_export(hipflask: Command) -> None:
    result = hipflask("preview", "data")
    assert result.exit_code == 1
    assert "Error: data is not a site that hipflask built." in result.output
    assert "hipflask build" in result.output


def test_preview_on_a_taken_port_says_what_to_do(hipflask: Command) -> None:
    hipflask("build", "-A", "guest_book")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = hipflask("preview", "--port", str(port))
    assert result.exit_code == 1
    assert f"Port {port}" in result.output
    assert "--port" in result.output
