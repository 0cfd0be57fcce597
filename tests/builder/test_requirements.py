from __future__ import annotations

import typing as t
from dataclasses import replace
from pathlib import Path

import pytest

from hipflask.builder.errors import RequirementError
from hipflask.builder.options import Found
from hipflask.builder.requirements import Wanted, wanted_by


def texts(wanted: Wanted) -> list[str]:
    return [item.text for item in wanted.requirements]


def test_an_application_without_files_wants_nothing(package: Found) -> None:
    assert wanted_by(package, (), package.root) == Wanted()


@pytest.mark.parametrize("folder", ["guest_book", "."])
def test_requirements_are_found_near_the_application(package: Found, folder: str) -> None:
    (package.root / folder / "requirements.txt").write_text("wtforms>=3  # forms\n\n# none\n")
    wanted = wanted_by(package, (), package.root)
    assert texts(wanted) == ["wtforms>=3"]
    assert wanted.requirements[0].name == "wtforms"
    assert wanted.requirements[0].origin.endswith("requirements.txt")


def test_a_projects_dependencies_are_found_above_src(package: Found, tmp_path: Path) -> None:
    source = tmp_path / "src"
    package.root.rename(source)
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["Flask-WTF ~= 1.2"]\n')
    moved = replace(t.cast(t.Any, package), root=source, top=source / "guest_book")
    wanted = wanted_by(moved, (), tmp_path)
    assert [(item.text, item.name) for item in wanted.requirements] == [
        ("Flask-WTF ~= 1.2", "flask-wtf")
    ]


def test_what_is_given_replaces_what_is_found(package: Found) -> None:
    (package.root / "requirements.txt").write_text("wtforms\n")
    (package.root / "browser.txt").write_text("markdown\n")
    wanted = wanted_by(package, ("browser.txt", "sqlalchemy[asyncio]>=2"), package.root)
    assert texts(wanted) == ["markdown", "sqlalchemy[asyncio]>=2"]
    assert wanted.requirements[1].name == "sqlalchemy"


def test_files_may_name_others_constraints_and_options(package: Found) -> None:
    listing = package.root / "requirements.txt"
    listing.write_text(
        "-r more/base.txt\n-c pins.txt\n--extra-index-url https://example.org/simple\n"
        "markdown==3.5 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n"
    )
    (package.root / "more").mkdir()
    (package.root / "more" / "base.txt").write_text("-r ../requirements.txt\nwtforms\n")
    wanted = wanted_by(package, (), package.root)
    assert texts(wanted) == ["wtforms", "markdown==3.5"]
    assert wanted.requirements[1].hashes == {"sha256:00", "sha256:11"}
    assert wanted.options == (
        f"--constraint {(package.root / 'pins.txt').resolve()}",
        "--extra-index-url https://example.org/simple",
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Foo.Bar_baz", "foo-bar-baz"),
        ("foo ; python_version > '3'", "foo"),
        ("foo @ https://example.org/foo-1-py3-none-any.whl", "foo"),
        ("foo(>=1)", "foo"),
        ("https://example.org/foo-1-py3-none-any.whl", ""),
        ("./wheels/foo-1-py3-none-any.whl", ""),
    ],
)
def test_a_requirement_tells_its_name(package: Found, text: str, name: str) -> None:
    (package.root / "requirements.txt").write_text(text)
    assert wanted_by(package, (), package.root).requirements[0].name == name


def test_a_missing_file_is_named(package: Found) -> None:
    with pytest.raises(RequirementError, match=r"no file of requirements nowhere\.txt"):
        wanted_by(package, ("nowhere.txt",), package.root)
    (package.root / "requirements.txt").write_text("-r nowhere.txt\n")
    with pytest.raises(RequirementError, match=r"Cannot read .*nowhere\.txt"):
        wanted_by(package, (), package.root)


def test_a_broken_project_file_is_named(package: Found) -> None:
    (package.root / "pyproject.toml").write_text("[project\n")
    with pytest.raises(RequirementError, match=r"pyproject\.toml cannot be read"):
        wanted_by(package, (), package.root)
