"""The archives hold bytecode for the browser, all that is needed and nothing that is not."""

from __future__ import annotations

import typing as t
import zipfile
from email.parser import HeaderParser
from pathlib import PurePosixPath

import pytest

COMPILED = {".so", ".pyd", ".dll", ".dylib", ".a", ".wasm"}
#: CPython's Include/internal/pycore_magic_number.h: 3.14 uses 3600 to 3649.
MAGIC_NUMBERS_OF_3_14 = range(3600, 3650)
UNCHECKED_HASH = 0b01  # PEP 552


def test_members_are_stored_sorted_and_undated(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    assert names == sorted(set(names))
    for member in archive.infolist():
        assert member.compress_type == zipfile.ZIP_STORED, member.filename
        assert member.date_time == (1980, 1, 1, 0, 0, 0), member.filename


def test_modules_are_unchecked_bytecode_of_python_3_14(archive: zipfile.ZipFile) -> None:
    modules = [name for name in archive.namelist() if name.endswith(".pyc")]
    assert modules
    for name in modules:
        header = archive.read(name)[:16]
        assert int.from_bytes(header[:2], "little") in MAGIC_NUMBERS_OF_3_14, name
        assert int.from_bytes(header[4:8], "little") == UNCHECKED_HASH, name


def test_neither_sources_nor_compiled_extensions(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        assert not name.endswith((".py", ".pyi", ".c")), name
        assert not COMPILED & set(PurePosixPath(name).suffixes), name


def test_top_level_of_the_packages(packages: zipfile.ZipFile, lock: dict[str, t.Any]) -> None:
    folders = {name.partition("/")[0] for name in packages.namelist()}
    code = {folder for folder in folders if not folder.endswith(".dist-info")}
    assert code == {
        "hipflask",
        *(name for package in lock["packages"].values() for name in package["imports"]),
    }


def test_the_base_packages_are_bundled(lock: dict[str, t.Any]) -> None:
    assert set(lock["packages"]) == {
        *("asgiref", "blinker", "click", "itsdangerous", "jinja2", "markupsafe", "werkzeug"),
    }


def test_every_locked_wheel_is_in_the_archive(
    packages: zipfile.ZipFile, lock: dict[str, t.Any]
) -> None:
    found = _distributions(packages)
    for name, package in lock["packages"].items():
        assert package["file_name"].endswith("-py3-none-any.whl")
        assert set(package["depends"]) <= set(lock["packages"])
        assert found[name] == package["version"]
        for imported in package["imports"]:
            assert f"{imported}/__init__.pyc" in packages.namelist()


def test_every_distribution_keeps_its_licence(packages: zipfile.ZipFile) -> None:
    folders = {n.partition("/")[0] for n in packages.namelist() if ".dist-info/" in n}
    assert len(folders) == len(_distributions(packages))
    for folder in folders:
        assert any(n.startswith(f"{folder}/") and "LICENSE" in n for n in packages.namelist())


def test_no_metadata_has_a_description(packages: zipfile.ZipFile) -> None:
    for name in packages.namelist():
        if name.endswith(".dist-info/METADATA"):
            metadata = HeaderParser().parsestr(packages.read(name).decode())
            assert metadata.get_payload() == "", name


@pytest.mark.parametrize("part", ["builder", "_assets"])
def test_what_never_runs_in_a_browser_stays_out(packages: zipfile.ZipFile, part: str) -> None:
    assert not [name for name in packages.namelist() if name.startswith(f"hipflask/{part}/")]


def test_the_gateway_is_in(packages: zipfile.ZipFile) -> None:
    assert "hipflask/browser/__init__.pyc" in packages.namelist()


def _distributions(packages: zipfile.ZipFile) -> dict[str, str]:
    metadata = [
        HeaderParser().parsestr(packages.read(name).decode())
        for name in packages.namelist()
        if name.endswith(".dist-info/METADATA")
    ]
    return {str(m["Name"]).lower(): str(m["Version"]) for m in metadata}
