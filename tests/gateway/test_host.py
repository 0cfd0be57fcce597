"""Loading an application and answering with it, as the service worker does."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from hipflask.browser import Host, HostConfig

APPLICATION = """
import os

def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Twice", "1"), ("X-Twice", "2")])
    tag = environ.get("HTTP_X_TAG", "")
    text = f"{environ['SCRIPT_NAME']}|{environ['PATH_INFO']}|{os.environ.get('COLOUR')}|{tag}"
    return [text.encode()]
"""


@pytest.fixture(autouse=True)
def _forget_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("hosted")]:
        monkeypatch.delitem(sys.modules, name)


def start(source: str, folder: Path, name: str, script_name: str = "") -> tuple[Host, str | None]:
    (folder / f"{name}.py").write_text(source)
    config = {
        "spec": name,
        "root": str(folder),
        "script_name": script_name,
        "environment": {"COLOUR": "blue"},
        "flask_alias": False,
    }
    host = Host()
    return host, host.start(HostConfig.from_json(json.dumps(config)))


def test_application_is_loaded_and_answers(tmp_path: Path) -> None:
    host, failure = start(APPLICATION, tmp_path, "hosted_fine", "/base")
    assert failure is None
    assert Path.cwd() == tmp_path
    exchange = host.handle("GET", "https://example.org/base/x?y=1", "x-tag\nhello", b"")
    assert (exchange.status, exchange.read()) == (200, b"/base|/x|blue|hello")
    assert exchange.headers[1:] == [("X-Twice", "1"), ("X-Twice", "2")]


def test_exception_at_import_is_told_from_the_applications_first_frame_on(tmp_path: Path) -> None:
    source = "def read():\n    return {}['colour']\n\nread()\n"
    _, failure = start(source, tmp_path, "hosted_broken")
    assert failure is not None
    assert "KeyError: 'colour'" in failure
    assert "return {}['colour']" in failure
    assert "host.py" not in failure


@pytest.mark.parametrize("source", ["import sys; sys.exit(3)", "raise KeyboardInterrupt"])
def test_end_of_the_process_at_import_is_told(source: str, tmp_path: Path) -> None:
    _, failure = start(source, tmp_path, f"hosted_end_{source.split()[0]}")
    assert failure is not None
    assert "SystemExit: 3" in failure or "KeyboardInterrupt" in failure


def test_module_without_an_application_is_told_in_words(tmp_path: Path) -> None:
    _, failure = start("x = 1\n", tmp_path, "hosted_empty")
    assert failure is not None
    assert "hosted_empty" in failure
    assert "Traceback" not in failure


def test_request_before_the_start_says_what_to_do() -> None:
    with pytest.raises(RuntimeError, match=r"call start\(\) first"):
        Host().handle("GET", "https://example.org/", "", b"")


def test_unknown_member_of_the_configuration_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        HostConfig.from_json('{"spec": "a", "root": "/", "colour": "blue"}')


def test_modules_and_application_are_made_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = "print('imported')\n\ndef create_app():\n    print('made')\n    return lambda *_: []\n"
    (tmp_path / "hosted_once.py").write_text(source)
    config = HostConfig("hosted_once:create_app()", str(tmp_path), flask_alias=False)
    host = Host()
    assert host.import_modules(config) is None
    assert capsys.readouterr().out == "imported\n"
    assert host.make_application(config) is None
    assert capsys.readouterr().out == "made\n"
    assert host.start(config) is None
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("step", ["import_modules", "make_application", "start"])
def test_each_step_tells_what_went_wrong(step: str, tmp_path: Path) -> None:
    (tmp_path / "hosted_wrong.py").write_text("raise LookupError('not there')\n")
    failure = getattr(Host(), step)(HostConfig("hosted_wrong", str(tmp_path), flask_alias=False))
    assert "LookupError: not there" in failure


def test_missing_module_is_told_in_words(tmp_path: Path) -> None:
    failure = Host().import_modules(HostConfig("hosted_missing", str(tmp_path), flask_alias=False))
    assert failure is not None
    assert "hosted_missing" in failure
    assert "Traceback" not in failure


KEYED = """
from hipflask import Flask, session

app = Flask(__name__)
app.secret_key = "told to everybody"

@app.get("/")
def key():
    session["name"] = "Ann"
    return app.secret_key
"""


def test_device_key_takes_the_place_of_the_sources_and_lasts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIPFLASK_DEVICE_SECRET_KEY", "1")
    keys = []
    for name in ("hosted_first", "hosted_second"):
        host, failure = start(KEYED, tmp_path, name)
        assert failure is None
        exchange = host.handle("GET", "https://example.org/", "", b"")
        assert any(name == "Set-Cookie" for name, _ in exchange.headers)
        keys.append(exchange.read())
    assert keys[0] == keys[1] == (tmp_path / "instance" / "device_secret_key").read_bytes()
    assert len(keys[0]) == 64
    (tmp_path / "instance" / "device_secret_key").unlink()
    host, _ = start(KEYED, tmp_path, "hosted_other_device")
    assert host.handle("GET", "https://example.org/", "", b"").read() not in keys


def test_key_of_the_sources_is_left_alone_unless_asked_otherwise(tmp_path: Path) -> None:
    host, _ = start(KEYED, tmp_path, "hosted_told")
    assert host.handle("GET", "https://example.org/", "", b"").read() == b"told to everybody"
    assert not (tmp_path / "instance").exists()


def test_device_key_of_an_application_that_takes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIPFLASK_DEVICE_SECRET_KEY", "1")
    _, failure = start(APPLICATION, tmp_path, "hosted_without_key")
    assert failure is not None
    assert "without --device-secret-key" in failure
