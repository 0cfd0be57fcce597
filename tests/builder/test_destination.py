from __future__ import annotations

from pathlib import Path

import pytest

from hipflask.builder import BuildOptions, build_site
from hipflask.builder.destination import is_export
from hipflask.builder.errors import DestinationError, PackingError
from hipflask.builder.options import Found
from hipflask.builder.runtime import Runtime


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_site_is_put_into_a_new_folder(package: Found, runtime: Runtime, tmp_path: Path) -> None:
    dest = tmp_path / "new" / "site"
    site = build_site(package, BuildOptions(), dest, runtime=runtime)
    assert is_export(dest)
    assert (dest / "sw.js").read_bytes() == site.files["sw.js"]
    assert names(dest.parent) == {"site"}


def test_a_former_site_is_replaced(package: Found, runtime: Runtime, tmp_path: Path) -> None:
    dest = tmp_path / "site"
    build_site(package, BuildOptions(), dest, runtime=runtime)
    (package.root / "guest_book" / "views.py").write_text("PAGES = 4\n")
    site = build_site(package, BuildOptions(), dest, runtime=runtime)
    there = {p.relative_to(dest).as_posix() for p in dest.rglob("*") if p.is_file()}
    assert there == set(site.files)


def test_what_others_put_beside_a_site_stays(
    package: Found, runtime: Runtime, tmp_path: Path
) -> None:
    dest = tmp_path / "site"
    build_site(package, BuildOptions(), dest, runtime=runtime)
    (dest / "CNAME").write_text("example.org")
    (dest / ".git" / "refs").mkdir(parents=True)
    (dest / ".git" / "HEAD").write_text("ref: x")
    build_site(package, BuildOptions(title="New"), dest, runtime=runtime)
    assert (dest / "CNAME").read_text() == "example.org"
    assert (dest / ".git" / "HEAD").read_text() == "ref: x"
    assert (dest / ".git" / "refs").is_dir()


def test_an_empty_folder_is_taken(package: Found, runtime: Runtime, tmp_path: Path) -> None:
    dest = tmp_path / "site"
    dest.mkdir()
    build_site(package, BuildOptions(), dest, runtime=runtime)
    assert is_export(dest)


def test_a_users_folder_is_refused_and_left_alone(
    package: Found, runtime: Runtime, tmp_path: Path
) -> None:
    dest = tmp_path / "thesis"
    dest.mkdir()
    (dest / "chapter1.txt").write_text("It was")
    with pytest.raises(DestinationError, match="not made by 'hipflask build'") as caught:
        build_site(package, BuildOptions(), dest, runtime=runtime)
    assert "Choose another folder" in caught.value.format_message()
    assert names(dest) == {"chapter1.txt"}


def test_the_applications_own_folder_is_refused(package: Found, runtime: Runtime) -> None:
    with pytest.raises(DestinationError):
        build_site(package, BuildOptions(), package.root, runtime=runtime)


def test_a_file_is_refused(package: Found, runtime: Runtime, tmp_path: Path) -> None:
    dest = tmp_path / "file"
    dest.write_text("mine")
    with pytest.raises(DestinationError, match="not a folder"):
        build_site(package, BuildOptions(), dest, runtime=runtime)
    assert dest.read_text() == "mine"


def test_a_build_that_fails_leaves_the_former_site(
    package: Found, runtime: Runtime, tmp_path: Path
) -> None:
    dest = tmp_path / "site"
    build_site(package, BuildOptions(), dest, runtime=runtime)
    before = (dest / "sw.js").read_bytes()
    with pytest.raises(PackingError):
        build_site(package, BuildOptions(exclude=("*.py",)), dest, runtime=runtime)
    assert (dest / "sw.js").read_bytes() == before
    assert "site" in names(tmp_path)


def test_a_folder_that_cannot_be_written_is_named(
    package: Found, runtime: Runtime, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DestinationError, match=r"Cannot write .*file.site"):
        build_site(package, BuildOptions(), tmp_path / "file" / "site", runtime=runtime)


def test_the_destination_is_not_packed_into_itself(module: Found, runtime: Runtime) -> None:
    dest = module.root / "out"
    dest.mkdir()
    site = build_site(module, BuildOptions(), dest, runtime=runtime)
    again = build_site(module, BuildOptions(), dest, runtime=runtime)
    assert again.manifest.build == site.manifest.build
    assert not any(name.startswith("out/") for name in again.selection.files)
