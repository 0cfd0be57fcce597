"""A folder to write applications in, as if the user stood there."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import typing as t
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner, Result

from hipflask.cli import cli

#: The least a module can hold to be served: no framework at all.
PLAIN = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"plain"]
"""

#: A hang becomes a failure after so many seconds; nothing waits for this to pass.
PATIENCE = 60

Invoke = t.Callable[..., Result]


class WriteFile(t.Protocol):
    """Writes files below the working directory."""

    def __call__(self, name: str, text: str = "") -> Path:
        """Write *text* without its common indentation; return where."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> t.Iterator[Path]:
    """The working directory, an empty one; imports and variables made in it are forgotten."""
    monkeypatch.chdir(tmp_path)
    environment = dict(os.environ)
    for name in list(os.environ):
        if name.startswith("FLASK_"):
            del os.environ[name]
    path, modules = list(sys.path), set(sys.modules)
    yield tmp_path
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        file = getattr(sys.modules[name], "__file__", None)
        if file is None or Path(file).is_relative_to(tmp_path):
            del sys.modules[name]
    os.environ.clear()
    os.environ.update(environment)


@pytest.fixture
def write(folder: Path) -> WriteFile:
    """Write a file below the working directory, with the folders that it needs."""

    def write(name: str, text: str = "") -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
        return path

    return write


@pytest.fixture
def invoke() -> Invoke:
    """Run the command line inside this process."""

    def invoke(*args: str, **kwargs: t.Any) -> Result:
        return CliRunner().invoke(cli, args, prog_name="hipflask", **kwargs)

    return invoke


class ServerProcess:
    """``python -m hipflask`` in a process of its own, on a free port."""

    def __init__(self, args: t.Sequence[str], folder: Path) -> None:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "HOME": str(folder)}
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "hipflask", *args, "--port", "0"],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # so that the reloader's child can be ended with it
        )
        self._watchdog = threading.Timer(PATIENCE, self._kill)
        self._watchdog.start()
        address = re.search(r"Running on http://([\d.]+):(\d+)", self.read_until("Running on"))
        assert address is not None
        self.host, self.port = address[1], int(address[2])

    def read_until(self, words: str) -> str:
        """Read what the server prints, up to the line that contains *words*."""
        assert self._process.stdout is not None
        text = ""
        for line in self._process.stdout:
            text += line
            if words in line:
                return text
        raise AssertionError(f"{words!r} was not printed before the server ended:\n{text}")

    def get(self, path: str, status: int = 200) -> bytes:
        """Ask for *path*; return the body of the answer."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        assert response.status == status, body.decode()
        return body

    def close(self) -> None:
        """End the server and all that it started."""
        self._watchdog.cancel()
        self._kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _kill(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)


class Serve(t.Protocol):
    """Starts servers that end with the test."""

    def __call__(self, *args: str) -> ServerProcess:
        """Run the command line with *args* and a free port."""


@pytest.fixture
def serve(folder: Path) -> t.Iterator[Serve]:
    """Run the command line in a process of its own."""
    started: list[ServerProcess] = []

    def serve(*args: str) -> ServerProcess:
        started.append(ServerProcess(args, folder))
        return started[-1]

    yield serve
    for process in started:
        process.close()
