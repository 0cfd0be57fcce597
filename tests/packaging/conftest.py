"""The browser runtime of the installed hipflask, as it would be shipped."""

from __future__ import annotations

import gzip
import importlib.util
import io
import json
import typing as t
import zipfile
from pathlib import Path

import pytest


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


@pytest.fixture(params=["stdlib.zip", "packages.zip"])
def archive(assets: Path, request: pytest.FixtureRequest) -> t.Iterator[zipfile.ZipFile]:
    """Each archive of bytecode in turn."""
    with _opened(assets, request.param) as opened:
        yield opened


@pytest.fixture
def packages(assets: Path) -> t.Iterator[zipfile.ZipFile]:
    """The archive of the base packages and hipflask itself."""
    with _opened(assets, "packages.zip") as opened:
        yield opened


def _opened(assets: Path, name: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(gzip.decompress((assets / f"{name}.gz").read_bytes())))
