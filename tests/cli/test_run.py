"""The command ``run``: how it serves, and what it says when it cannot."""

from __future__ import annotations

import os
import socket
import ssl
import sys
import typing as t
from pathlib import Path
from types import ModuleType

import pytest

from hipflask import Flask
from hipflask.cli import show_server_banner

from .conftest import PLAIN, Invoke, Serve, WriteFile

FLASK = """
from hipflask import Flask, request
app = Flask(__name__)

@app.get("/")
def index():
    return f"{app.name} {app.debug} {request.scheme}"
"""

#: What the builder is told when nothing is chosen.
NO_CHOICES = {
    "include": (),
    "exclude": (),
    "title": None,
    "flask_alias": True,
    "persist": (),
    "requirements": (),
    "concurrency": None,
    "time_limit": None,
    "tools": False,
    "device_secret_key": False,
}


class Server:
    """Stands where Werkzeug's server would, and keeps what it was told."""

    def __init__(self) -> None:
        self.app: t.Any = None
        self.host = ""
        self.port = -1
        self.options: dict[str, t.Any] = {}

    def run_simple(self, host: str, port: int, app: t.Any, **options: t.Any) -> None:
        self.host, self.port, self.app, self.options = host, port, app, options


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server()
    monkeypatch.setattr("werkzeug.serving.run_simple", server.run_simple)
    return server


@pytest.mark.parametrize(
    ("source", "body"),
    [
        (FLASK, b"app False http"),
        (PLAIN, b"plain"),
        (FLASK.replace("hipflask", "flask"), b"app False http"),
    ],
)
def test_application_is_served(write: WriteFile, serve: Serve, source: str, body: bytes) -> None:
    write("place/app.py", source)
    process = serve("run", "--app", "place")
    assert process.get("/") == body


def test_application_before_the_command(write: WriteFile, serve: Serve) -> None:
    write("shop.py", PLAIN)
    assert serve("--app", "shop", "run").get("/") == b"plain"


def test_run_method_does_nothing_under_the_command(write: WriteFile, serve: Serve) -> None:
    write("app.py", FLASK + "\napp.run(port=1)\n")
    assert serve("run").get("/") == b"app False http"


def test_flask_alias_wins_over_an_installed_flask(write: WriteFile, serve: Serve) -> None:
    write("flask/__init__.py", "raise AssertionError('the installed one')")
    write("app.py", FLASK.replace("hipflask", "flask"))
    assert serve("run", "--flask-alias").get("/") == b"app False http"
    assert serve("--flask-alias", "run").get("/") == b"app False http"


def test_defaults(write: WriteFile, invoke: Invoke, server: Server) -> None:
    write("app.py", PLAIN)
    result = invoke("run", "--port", "0")
    assert result.exit_code == 0, result.output
    assert "Debug mode: off" in result.output
    assert server.host == "127.0.0.1"
    assert server.options == {
        "threaded": True,
        "use_reloader": False,
        "reloader_type": "stat",
        "use_debugger": False,
        "extra_files": [],
        "exclude_patterns": None,
        "ssl_context": None,
    }
    assert server.app is sys.modules["app"].__dict__["app"]


@pytest.mark.parametrize("args", [["--debug", "run"], ["run", "--debug"]])
def test_debug_mode_brings_reloader_and_debugger(
    folder: Path, write: WriteFile, invoke: Invoke, server: Server, args: list[str]
) -> None:
    write("app.py", PLAIN)
    result = invoke(*args, "--port", "0")
    assert "Debug mode: on" in result.output
    assert os.environ["FLASK_DEBUG"] == "1"
    assert server.options["use_reloader"]
    assert server.options["use_debugger"]
    assert str(folder / "app.py") in server.options["extra_files"]
    # The process that only watches for changes has no need of the application.
    assert "app" not in sys.modules


def test_every_option_reaches_the_server(write: WriteFile, invoke: Invoke, server: Server) -> None:
    write("app.py", PLAIN)
    files = os.pathsep.join(["app.py", "other.txt"])
    result = invoke(
        *["run", "--debug", "--no-reload", "--no-debugger", "--without-threads"],
        *["--host", "::1", "--port", "0"],
        *["--extra-files", files, "--exclude-patterns", "*/a"],
    )
    assert result.exit_code == 0, result.output
    assert server.host == "::1"
    assert server.options == {
        "threaded": False,
        "use_reloader": False,
        "reloader_type": "stat",
        "use_debugger": False,
        "extra_files": ["app.py", "other.txt"],
        "exclude_patterns": ["*/a"],
        "ssl_context": None,
    }


def test_options_from_the_environment(write: WriteFile, invoke: Invoke, server: Server) -> None:
    write("app.py", PLAIN)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    invoke("run", env={"FLASK_RUN_PORT": str(port), "FLASK_RUN_WITH_THREADS": "0"})
    assert server.port == port
    assert not server.options["threaded"]


def test_taken_port_is_named_with_a_free_one(write: WriteFile, invoke: Invoke) -> None:
    write("app.py", PLAIN)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = invoke("run", "--port", str(port))
    assert result.exit_code == 1
    assert f"Port {port} on 127.0.0.1 is taken" in result.stderr
    assert "'--port " in result.stderr
    assert f"'--port {port}'" not in result.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--host", "no-such-host.invalid"], "no address is known"),
        (["--host", "192.0.2.1"], "does not have that address"),
        (["--port", "70000"], "70000 is not in the range"),
    ],
)
def test_impossible_address(write: WriteFile, invoke: Invoke, args: list[str], said: str) -> None:
    write("app.py", PLAIN)
    result = invoke("run", *args)
    assert result.exit_code != 0
    assert said in result.stderr


def test_error_at_import_ends_the_command(write: WriteFile, invoke: Invoke) -> None:
    write("app.py", "def f():\n    return 1 / 0\nf()")
    result = invoke("run", "--port", "0")
    assert result.exit_code == 2
    assert "Importing 'app'" in result.stderr
    assert "line 2, in f" in result.stderr
    assert "Usage:" not in result.stderr


def test_misspelled_application_ends_the_command_despite_the_reloader(invoke: Invoke) -> None:
    result = invoke("run", "--debug", "--port", "0", "--app", "shpo")
    assert result.exit_code == 2
    assert "no module 'shpo'" in result.stderr


def test_group_with_a_factory_is_served(server: Server) -> None:
    from click.testing import CliRunner

    from hipflask.cli import FlaskGroup

    app = Flask("mine")
    group = FlaskGroup(create_app=lambda: app)
    result = CliRunner().invoke(group, ["run", "--port", "0"])
    assert result.exit_code == 0, result.output
    assert server.app is app
    assert "Serving" not in result.output


def test_banner_appears_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    show_server_banner(True, "shop:app")
    assert capsys.readouterr().out.splitlines() == [
        " * Serving Flask app 'shop:app'",
        " * Debug mode: on",
    ]
    monkeypatch.setenv("WERKZEUG_RUN_MAIN", "true")
    show_server_banner(True, "shop:app")
    assert capsys.readouterr().out == ""


class TestCertificates:
    def test_file_with_its_key(self, write: WriteFile, invoke: Invoke, server: Server) -> None:
        write("app.py", PLAIN)
        cert, key = write("cert.pem"), write("key.pem")
        result = invoke("run", "--port", "0", "--key", "key.pem", "--cert", "cert.pem")
        assert result.exit_code == 0, result.output
        assert server.options["ssl_context"] == (str(cert), str(key))

    def test_context_of_ones_own(
        self, write: WriteFile, invoke: Invoke, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write("app.py", PLAIN)
        write("tls.py", "import ssl\ncontext = ssl.create_default_context()")
        monkeypatch.syspath_prepend(".")
        result = invoke("run", "--port", "0", "--cert", "tls:context")
        assert result.exit_code == 0, result.output
        assert isinstance(server.options["ssl_context"], ssl.SSLContext)

    def test_made_on_the_spot(
        self, write: WriteFile, invoke: Invoke, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write("app.py", PLAIN)
        monkeypatch.setitem(sys.modules, "cryptography", ModuleType("cryptography"))
        assert invoke("run", "--port", "0", "--cert", "ADHOC").exit_code == 0
        assert server.options["ssl_context"] == "adhoc"
        monkeypatch.setitem(sys.modules, "cryptography", None)
        assert "pip install cryptography" in invoke("run", "--cert", "adhoc").stderr

    @pytest.mark.parametrize(
        ("args", "said"),
        [
            (["--cert", "app.py"], "needs its key"),
            (["--key", "app.py"], "'--cert'"),
            (["--cert", "adhoc", "--key", "app.py"], "'adhoc'"),
            (["--cert", "ssl:SSLContext"], "SSLContext"),
            (["--cert", "missing.pem"], "is no file"),
            (["--cert", "no/such/missing.pem"], "is no file"),
        ],
    )
    def test_mistakes(
        self,
        write: WriteFile,
        invoke: Invoke,
        monkeypatch: pytest.MonkeyPatch,
        args: list[str],
        said: str,
    ) -> None:
        write("app.py", PLAIN)
        monkeypatch.setitem(sys.modules, "cryptography", ModuleType("cryptography"))
        result = invoke("run", *args)
        assert result.exit_code == 2
        assert said in result.stderr

    def test_python_without_tls(
        self, write: WriteFile, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write("app.py", PLAIN)
        monkeypatch.setitem(sys.modules, "ssl", None)
        assert "without the module 'ssl'" in invoke("run", "--cert", "adhoc").stderr


class TestBrowser:
    @pytest.fixture
    def calls(self, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, t.Any]]:
        """What the builder, which has tests of its own, is asked to do."""
        calls: list[dict[str, t.Any]] = []
        package, live = ModuleType("hipflask.builder"), ModuleType("hipflask.builder.live")
        vars(live)["run_browser"] = lambda **kwargs: calls.append(kwargs)
        monkeypatch.setitem(sys.modules, "hipflask.builder", package)
        monkeypatch.setitem(sys.modules, "hipflask.builder.live", live)
        return calls

    def test_defaults(self, invoke: Invoke, calls: list[dict[str, t.Any]]) -> None:
        assert invoke("run", "--app", "examples/shop", "--browser").exit_code == 0
        assert calls == [
            {
                "spec": "examples/shop",
                "host": "127.0.0.1",
                "port": 5000,
                "debug": False,
                "reload": None,
                **NO_CHOICES,
            }
        ]

    def test_choices(self, invoke: Invoke, calls: list[dict[str, t.Any]]) -> None:
        args = ["--debug", "--no-reload", "--port", "8000", "--host", "0.0.0.0"]
        args += ["--no-flask-alias", "--include", "*.csv", "--title", "Shop"]
        args += ["--concurrency", "4", "--time-limit", "2.5", "--device-secret-key", "--tools"]
        assert invoke("run", "--browser", *args).exit_code == 0
        assert calls == [
            {
                "spec": None,
                "host": "0.0.0.0",
                "port": 8000,
                "debug": True,
                "reload": False,
                **NO_CHOICES,
                "flask_alias": False,
                "include": ("*.csv",),
                "title": "Shop",
                "concurrency": 4,
                "time_limit": 2.5,
                "tools": True,
                "device_secret_key": True,
            }
        ]

    @pytest.mark.parametrize(
        "args", [["--cert", "adhoc"], ["--no-debugger"], ["--without-threads"]]
    )
    def test_what_only_a_server_has(
        self,
        invoke: Invoke,
        calls: list[dict[str, t.Any]],
        monkeypatch: pytest.MonkeyPatch,
        args: list[str],
    ) -> None:
        monkeypatch.setitem(sys.modules, "cryptography", ModuleType("cryptography"))
        result = invoke("run", "--browser", *args)
        assert result.exit_code == 2
        assert "does not go with '--browser'" in result.stderr
        assert calls == []

    @pytest.mark.parametrize("args", [["--include", "x"], ["--title", "x"], ["-r", "x"]])
    def test_what_only_a_site_has(
        self, write: WriteFile, invoke: Invoke, server: Server, args: list[str]
    ) -> None:
        write("app.py", PLAIN)
        result = invoke("run", "--port", "0", *args)
        assert result.exit_code == 2
        assert "needs '--browser'" in result.stderr
        assert server.app is None
