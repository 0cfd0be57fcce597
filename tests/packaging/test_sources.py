"""What of the standard library and of wheels goes into the archives."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from email.parser import HeaderParser
from pathlib import Path

import pytest

from runtime_assets.sources import stdlib_sources, wheel_sources

HEADERS = (
    "Metadata-Version: 2.4\nName: sample\nVersion: 1.0\nDescription-Content-Type: text/plain\n"
)


def zip_of(path: Path, members: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("description", ["", "\nWhat it is.\n\nAnd what it is not.\n"])
def test_the_metadata_of_a_wheel_loses_its_description(tmp_path: Path, description: str) -> None:
    name = "sample-1.0.dist-info/METADATA"
    wheel = zip_of(tmp_path / "sample.whl", {name: HEADERS + description})
    sources = wheel_sources([wheel])
    assert sources.keys() == {name}
    former = HeaderParser().parsestr(HEADERS)
    metadata = HeaderParser().parsestr(sources[name].decode())
    assert metadata.items() == former.items()
    assert metadata.get_payload() == ""


def test_other_files_of_a_wheel_keep_what_follows_an_empty_line(tmp_path: Path) -> None:
    files = {
        "sample/__init__.py": "first\n\nsecond\n",
        "sample/METADATA": "first\n\nsecond\n",
        "sample-1.0.dist-info/licenses/LICENSE": "first\n\nsecond\n",
    }
    sources = wheel_sources([zip_of(tmp_path / "sample.whl", files)])
    assert sources == {name: content.encode() for name, content in files.items()}


def test_the_standard_library_lacks_what_nobody_can_use(tmp_path: Path) -> None:
    useless = (
        *("compileall.py", "ftplib.py", "imaplib.py", "mailbox.py", "poplib.py", "symtable.py"),
        *("importlib/_bootstrap.py", "importlib/_bootstrap_external.py", "xmlrpc/server.py"),
        *("multiprocessing/managers.py", "multiprocessing/shared_memory.py"),
        *("multiprocessing/resource_tracker.py", "site-packages/README.txt"),
    )
    useful = (
        *("importlib/__init__.py", "importlib/abc.py", "json/__init__.py", "smtplib.py"),
        *("multiprocessing/pool.py", "sqlite3/__init__.py", "xmlrpc/client.py"),
    )
    archive = zip_of(tmp_path / "stdlib.zip", dict.fromkeys((*useless, *useful), ""))
    assert stdlib_sources(archive).keys() == set(useful)
