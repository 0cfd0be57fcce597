"""A build refuses wheels that would not work in the browser, and says which and why."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from runtime_assets.errors import AssetsError
from runtime_assets.inspection import inspect_wheels

PYTHON = "3.14.2"
HIPFLASK = "Metadata-Version: 2.4\nName: hipflask\nVersion: 1.0\n"


def make_wheel(
    folder: Path,
    name: str,
    version: str = "1.0",
    *,
    tag: str = "py3-none-any",
    requires: str = "",
    files: tuple[str, ...] = ("licenses/LICENSE.txt",),
) -> Path:
    path = folder / f"{name}-{version}-{tag}.whl"
    metadata = f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n{requires}"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}/__init__.py", "")
        wheel.writestr(f"{name}-{version}.dist-info/METADATA", metadata)
        for file in files:
            wheel.writestr(f"{name}-{version}.dist-info/{file}", "")
    return path


def test_a_closed_set_of_pure_wheels_is_accepted(tmp_path: Path) -> None:
    needs = "Requires-Dist: b>=2\nRequires-Dist: c; sys_platform == 'win32'\n"
    wheels = [make_wheel(tmp_path, "a", requires=needs), make_wheel(tmp_path, "b", "2.1")]
    inspect_wheels(wheels, f"{HIPFLASK}Requires-Dist: A\n", PYTHON)


def test_optional_requirements_do_not_count(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "a", requires="Requires-Dist: b; extra == 'more'\n")
    inspect_wheels([wheel], HIPFLASK, PYTHON)


def test_a_wheel_for_one_platform_is_refused(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "a", tag="cp314-cp314-linux_x86_64")
    with pytest.raises(AssetsError, match=r"a-1\.0-cp314-cp314-linux_x86_64\.whl is not a pure"):
        inspect_wheels([wheel], HIPFLASK, PYTHON)


@pytest.mark.parametrize("name", ["_c.cpython-314-x86_64-linux-gnu.so", "_c.pyd", "libc.so.6"])
def test_compiled_code_in_a_wheel_that_calls_itself_pure_is_refused(
    tmp_path: Path, name: str
) -> None:
    wheel = make_wheel(tmp_path, "a", files=("LICENSE", name))
    with pytest.raises(AssetsError, match=f"holds compiled code: .*{name}"):
        inspect_wheels([wheel], HIPFLASK, PYTHON)


def test_a_wheel_without_its_licence_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssetsError, match="without its licence"):
        inspect_wheels([make_wheel(tmp_path, "a", files=())], HIPFLASK, PYTHON)


def test_a_missing_requirement_is_named(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "a", requires="Requires-Dist: b>=2\n")
    with pytest.raises(AssetsError, match=r"a needs b>=2, which is not bundled"):
        inspect_wheels([wheel], HIPFLASK, PYTHON)


def test_a_requirement_of_hipflask_on_a_newer_version_is_named(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "a")
    with pytest.raises(AssetsError, match=r"hipflask needs a>=2, but 1\.0 is bundled"):
        inspect_wheels([wheel], f"{HIPFLASK}Requires-Dist: a>=2\n", PYTHON)
