"""The browser runtime of the installed hipflask, as it would be shipped."""

from __future__ import annotations

import importlib.util
import io
import json
import typing as t
import zipfile
from pathlib import Path

import pytest

from hipflask.builder.runtime import load_runtime


@pytest.fixture(scope="session")
def assets() -> Path:
    """The folder of the runtime."""
    spec = importlib.util.find_spec("hipflask")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "_assets"
    assert folder.is_dir(), "There is no browser runtime: `pip install -e .` makes it."
    return folder


@pytest.fixture(scope="session")
def runtime(assets: Path) -> dict[str, t.Any]:
    """The listing of the runtime."""
    listing: dict[str, t.Any] = json.loads((assets / "runtime.json").read_bytes())
    return listing


@pytest.fixture(scope="session")
def lock(assets: Path) -> dict[str, t.Any]:
    """The lock file of the bundled wheels."""
    document: dict[str, t.Any] = json.loads((assets / "pyodide-lock.json").read_bytes())
    return document


@pytest.fixture(scope="session")
def contents(assets: Path) -> dict[str, bytes]:
    """The runtime's files as they are when they are not compressed, by name."""
    return {asset.name: asset.read() for asset in load_runtime(assets).assets}


@pytest.fixture(params=["stdlib.zip", "stdlib-rest.zip", "packages.zip", "packages-rest.zip"])
def archive(
    contents: dict[str, bytes], request: pytest.FixtureRequest
) -> t.Iterator[zipfile.ZipFile]:
    """Each archive of bytecode in turn."""
    with zipfile.ZipFile(io.BytesIO(contents[request.param])) as opened:
        yield opened


@pytest.fixture
def packages(contents: dict[str, bytes]) -> t.Iterator[zipfile.ZipFile]:
    """The archive of the base packages and hipflask itself."""
    with zipfile.ZipFile(io.BytesIO(contents["packages.zip"])) as opened:
        yield opened
