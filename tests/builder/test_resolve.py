"""Requirements resolved by the real pip, from a folder of wheels instead of an index."""

from __future__ import annotations

import builtins
import hashlib
import io
import json
import tarfile
import typing as t
import zipfile
from pathlib import Path

import pytest

from hipflask.builder.archive import make_zip
from hipflask.builder.errors import (
    MissingExtraError,
    NativeWheelError,
    RequirementError,
    UnresolvableRequirementError,
)
from hipflask.builder.packages import SitePackages
from hipflask.builder.requirements import Requirement, Wanted
from hipflask.builder.resolve import packages_for
from hipflask.builder.runtime import Runtime

BROWSER = "cp314-cp314-pyemscripten_2026_0_wasm32"


#: Builds a wheel for some platform, with native code in it if there is a compiler or it must.
BACKEND = """
import os, zipfile

def build_wheel(folder, settings=None, metadata=None):
    wheel = "{stem}-cp311-cp311-some_platform.whl"
    with zipfile.ZipFile(os.path.join(folder, wheel), "w") as archive:
        archive.writestr("{name}.py", "fast = False")
        if os.environ.get("CC") != "false" or "{name}" == "needing":
            archive.writestr("{name}_fast.so", "")
        metadata = "Metadata-Version: 2.1\\nName: {name}\\nVersion: 2\\n"
        archive.writestr("{stem}.dist-info/METADATA", metadata)
        archive.writestr("{stem}.dist-info/WHEEL", "Wheel-Version: 1.0\\nTag: cp311-cp311-any\\n")
        archive.writestr("{stem}.dist-info/RECORD", "")
    return wheel
"""


class Index:
    """A folder of wheels."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def add(
        self,
        name: str,
        version: str,
        *requires: str,
        tag: str = "py3-none-any",
        files: t.Mapping[str, str] | None = None,
    ) -> None:
        stem = f"{name}-{version}"
        info = f"{stem}.dist-info"
        lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
        lines += [f"Requires-Dist: {requirement}" for requirement in requires]
        members = {
            f"{info}/METADATA": "\n".join(lines) + "\n",
            f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n",
            f"{info}/RECORD": "",
            **({f"{name}/__init__.py": ""} if files is None else files),
        }
        content = make_zip({key: text.encode() for key, text in members.items()}, compress=True)
        (self.folder / f"{stem}-{tag}.whl").write_bytes(content)

    def add_source(self, name: str, version: str) -> None:
        """Add a source distribution, which is native code if there is a compiler, or needs one."""
        stem = f"{name}-{version}"
        project = (
            f'[project]\nname = "{name}"\nversion = "{version}"\n'
            '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        )
        files = {
            "backend.py": BACKEND.format(name=name, stem=stem),
            "pyproject.toml": project,
            "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        }
        with tarfile.open(self.folder / f"{stem}.tar.gz", "w:gz") as archive:
            for member, text in files.items():
                information = tarfile.TarInfo(f"{stem}/{member}")
                information.size = len(text)
                archive.addfile(information, io.BytesIO(text.encode()))

    def resolve(self, runtime: Runtime, *texts: str, flask_alias: bool = True) -> SitePackages:
        wanted = Wanted(
            tuple(Requirement.parse(text, "reqs.txt") for text in texts),
            ("--no-index", f"--find-links {self.folder}"),
        )
        return packages_for(wanted, runtime, flask_alias=flask_alias)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "index")


def versions(packages: SitePackages) -> dict[str, str]:
    return {package.name: package.version for package in packages.packages}


def test_what_the_runtime_brings_needs_nothing(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("subprocess.run", None)
    wanted = [Requirement.parse(text, "reqs.txt") for text in ("Flask>=3", "hipflask", "Jinja2")]
    packages = packages_for(Wanted(tuple(wanted)), runtime)
    assert packages.packages == ()
    assert packages.lock == runtime.the("lock").read()


def test_a_pin_that_is_not_honoured_is_told(runtime: Runtime, index: Index) -> None:
    notes = index.resolve(runtime, "Werkzeug==3.0.1", "jinja2>=3").notes
    assert notes == ("reqs.txt asks for Werkzeug==3.0.1; the browser has 3.1.9.",)


def test_requirements_are_packed_with_all_they_require(runtime: Runtime, index: Index) -> None:
    index.add("wtforms", "3.2", "markupsafe")
    index.add("flask_wtf", "1.2", "Flask<4", "WTForms", "itsdangerous")
    packages = index.resolve(runtime, "flask-wtf")
    assert versions(packages) == {"flask-wtf": "1.2", "wtforms": "3.2"}


def test_the_lock_lists_the_bundled_wheels_and_the_sites(runtime: Runtime, index: Index) -> None:
    index.add("wtforms", "3.2", "markupsafe")
    index.add("flask_wtf", "1.2", "Flask<4", "WTForms")
    lock = json.loads(index.resolve(runtime, "flask-wtf").lock)
    before = json.loads(runtime.the("lock").read())
    assert lock["info"] == before["info"]
    assert lock["packages"].keys() == before["packages"].keys() | {"flask-wtf", "wtforms"}
    assert lock["packages"]["wtforms"]["depends"] == ["markupsafe"]
    assert lock["packages"]["flask-wtf"]["depends"] == ["wtforms"]
    assert lock["packages"]["wtforms"]["imports"] == ["wtforms"]
    assert len(lock["packages"]["wtforms"]["sha256"]) == 64


def test_an_archive_holds_what_an_installer_would_install(runtime: Runtime, index: Index) -> None:
    files = {
        "tool/__init__.py": "x = 1\n",
        "tool/data.txt": "data",
        "tool-1.data/purelib/extra.py": "y = 2\n",
        "tool-1.data/scripts/tool": "#!python\n",
    }
    index.add("tool", "1", files=files)
    (package,) = index.resolve(runtime, "tool").packages
    with zipfile.ZipFile(io.BytesIO(package.archive)) as archive:
        assert set(archive.namelist()) == {
            "tool/__init__.py",
            "tool/data.txt",
            "extra.py",
            "tool-1.dist-info/METADATA",
            "tool-1.dist-info/WHEEL",
        }
        assert {m.compress_type for m in archive.infolist()} == {zipfile.ZIP_STORED}
    assert package.files == 5


def test_markers_are_those_of_the_browser(runtime: Runtime, index: Index) -> None:
    index.add("only_here", "1")
    index.add("only_there", "1")
    index.add("new_python", "1")
    index.add(
        "library",
        "1",
        'only-here; sys_platform != "emscripten"',
        'only-there; platform_machine == "wasm32"',
        'new-python; python_version >= "3.14"',
    )
    assert versions(index.resolve(runtime, "library")).keys() == {
        "library",
        "only-there",
        "new-python",
    }


def test_an_extra_of_flask_is_resolved(runtime: Runtime, index: Index) -> None:
    index.add("asgiref", "3.8")
    assert versions(index.resolve(runtime, "Flask[async]>=2")) == {"asgiref": "3.8"}


def test_without_the_alias_flask_is_a_requirement_like_others(
    runtime: Runtime, index: Index
) -> None:
    index.add("flask", "3.1.0", "werkzeug>=3.1")
    assert versions(index.resolve(runtime, "flask", flask_alias=False)) == {"flask": "3.1.0"}


def test_a_distribution_without_modules_is_no_obstacle(runtime: Runtime, index: Index) -> None:
    index.add("library", "1")
    index.add("meta", "1", "library", files={})
    assert versions(index.resolve(runtime, "meta")) == {"library": "1", "meta": "1"}


def test_native_code_for_the_browser_is_unpacked_there(runtime: Runtime, index: Index) -> None:
    index.add("pydantic_core", "2.0", tag=BROWSER)
    index.add("pydantic", "2.0", "pydantic-core")
    packages = index.resolve(runtime, "pydantic")
    expected = {"pydantic": False, "pydantic-core": True}
    assert {package.name: package.unpack for package in packages.packages} == expected
    assert {package.name: package.native for package in packages.packages} == expected


def test_native_code_in_a_wheel_that_claims_to_be_pure_is_refused_with_who_required_it(
    runtime: Runtime, index: Index
) -> None:
    index.add("sneaky", "1", files={"sneaky/__init__.py": "", "sneaky/core.abi3.so": "ELF"})
    index.add("outer", "1", "sneaky")
    with pytest.raises(NativeWheelError, match="sneaky 1, required by outer"):
        index.resolve(runtime, "outer")
    with pytest.raises(NativeWheelError, match=r"sneaky 1, required by reqs\.txt"):
        index.resolve(runtime, "sneaky")


@pytest.mark.parametrize(
    ("name", "unpacked"),
    [
        ("templates/page.html", True),
        ("locale/de/LC_MESSAGES/messages.mo", True),
        ("py.typed", False),
        ("core.pyi", False),
        ("_speedups.c", False),
    ],
)
def test_wheels_with_data_are_unpacked(
    runtime: Runtime, index: Index, name: str, unpacked: bool
) -> None:
    index.add("library", "1", files={"library/__init__.py": "", f"library/{name}": "x"})
    [package] = index.resolve(runtime, "library").packages
    assert package.unpack is unpacked


def test_what_has_no_wheel_is_named_with_who_required_it(runtime: Runtime, index: Index) -> None:
    index.add("numpy", "2.0", tag="cp314-cp314-manylinux_2_28_x86_64")
    index.add("pandas", "2.0", "numpy>=1.26")
    with pytest.raises(UnresolvableRequirementError, match=r"numpy .*required by reqs\.txt"):
        index.resolve(runtime, "numpy")
    with pytest.raises(UnresolvableRequirementError, match=r"numpy>=1\.26 .*required by pandas"):
        index.resolve(runtime, "pandas")


def test_a_conflict_with_the_runtime_is_explained(runtime: Runtime, index: Index) -> None:
    index.add("old_extension", "1", "werkzeug<2")
    with pytest.raises(UnresolvableRequirementError, match=r"old-extension 1 .*werkzeug<2"):
        index.resolve(runtime, "old-extension")


def test_what_is_no_requirement_is_shown_as_pip_does(runtime: Runtime, index: Index) -> None:
    with pytest.raises(RequirementError, match=r"Invalid requirement: .*foo\[bar"):
        index.resolve(runtime, "foo[bar")


def test_the_missing_extra_is_named(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_lock(name: str, *args: t.Any, **kwargs: t.Any) -> t.Any:
        if name.startswith("pyodide_lock"):
            raise ModuleNotFoundError("gone", name=name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_lock)
    wanted = Wanted((Requirement.parse("wtforms", "reqs.txt"),))
    with pytest.raises(MissingExtraError, match="pyodide_lock") as caught:
        packages_for(wanted, runtime)
    assert "pip install 'hipflask[build]'" in caught.value.format_message()


def hash_of(path: Path) -> str:
    return f"--hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def test_a_pinned_wheel_must_have_one_of_its_hashes(runtime: Runtime, index: Index) -> None:
    index.add("library", "1")
    right, wrong = hash_of(index.folder / "library-1-py3-none-any.whl"), f"--hash=sha256:{'0' * 64}"
    assert index.resolve(runtime, f"library==1 {wrong} {right}", "jinja2").notes == ()
    with pytest.raises(RequirementError, match=r"library-1-py3-none-any\.whl is none") as caught:
        index.resolve(runtime, f"library==1 {wrong}")
    assert right in caught.value.format_message()


def test_what_no_hash_pins_is_told_if_others_are_pinned(runtime: Runtime, index: Index) -> None:
    index.add("library", "1", "helper")
    index.add("helper", "2")
    right = hash_of(index.folder / "library-1-py3-none-any.whl")
    notes = index.resolve(runtime, f"library==1 {right}").notes
    assert notes == ("No hash pins helper 2, though others are pinned.",)


def test_pinned_sources_must_have_their_hash(runtime: Runtime, index: Index) -> None:
    index.add_source("optional", "2")
    right = hash_of(index.folder / "optional-2.tar.gz")
    assert versions(index.resolve(runtime, f"optional==2 {right}")) == {"optional": "2"}
    with pytest.raises(RequirementError):
        index.resolve(runtime, f"optional==2 --hash=sha256:{'0' * 64}")


def test_what_has_no_wheel_is_built_without_its_native_part(runtime: Runtime, index: Index) -> None:
    index.add_source("optional", "2")
    index.add("user", "1", "optional>=1")
    for text in ("optional", "user"):
        packages = index.resolve(runtime, text)
        assert versions(packages)["optional"] == "2"
        assert packages.notes == ("optional 2 was built from its sources, without native code.",)
        [built] = (package for package in packages.packages if package.name == "optional")
        with zipfile.ZipFile(io.BytesIO(built.archive)) as archive:
            assert archive.read("optional.py") == b"fast = False"


def test_what_cannot_do_without_its_native_part_is_refused(runtime: Runtime, index: Index) -> None:
    index.add_source("needing", "2")
    with pytest.raises(UnresolvableRequirementError, match=r"No wheel of needing .*reqs\.txt"):
        index.resolve(runtime, "needing")


def test_a_wheel_may_hold_an_egg(runtime: Runtime, index: Index) -> None:
    egg = "tool/tests/other.egg/EGG-INFO/PKG-INFO"
    metadata = "Metadata-Version: 2.1\nName: other\nVersion: 9\n"
    index.add("tool", "1", files={"tool/__init__.py": "", egg: metadata})
    packages = index.resolve(runtime, "tool")
    assert json.loads(packages.lock)["packages"]["tool"]["version"] == "1"
    with zipfile.ZipFile(io.BytesIO(packages.packages[0].archive)) as archive:
        assert egg in archive.namelist()
