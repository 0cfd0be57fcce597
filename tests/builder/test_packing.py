from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from hipflask.builder.errors import PackingError
from hipflask.builder.options import Found
from hipflask.builder.packing import Rules, Selection, Source, select_files


def pack(app: Found, **rules: object) -> Selection:
    return select_files(Source.of(app), Rules.parse(**rules))  # type: ignore[arg-type]


def reasons(selection: Selection) -> dict[str, str]:
    return {item.name: item.reason for item in selection.left_out}


def test_a_package_is_packed_with_its_data_and_without_its_neighbours(package: Found) -> None:
    assert list(pack(package).files) == [
        "guest_book/__init__.py",
        "guest_book/static/style.css",
        "guest_book/templates/index.html",
        "guest_book/views.py",
    ]


def test_a_module_is_packed_with_what_lies_beside_it(module: Found) -> None:
    instance = {module.root / "instance": "private"}
    assert list(pack(module, forbidden=instance).files) == [
        "app.py",
        "greetings.py",
        "templates/page.html",
    ]


def test_it_is_told_why_files_are_left_out(module: Found, package: Found) -> None:
    told = reasons(pack(module, forbidden={module.root / "instance": "private"}))
    assert told == {
        ".env": "hidden, may hold secrets",
        ".git/": "hidden",
        ".venv/": "hidden",
        "dist/": "a site that hipflask built",
        "env/": "virtual environment",
        "instance/": "private",
        "node_modules/": "packages of npm",
    }
    told = reasons(pack(package))
    assert told["guest_book/stale.pyc"] == "bytecode"
    assert told["guest_book/__pycache__/"] == "bytecode"


def test_exclude_leaves_files_out(module: Found) -> None:
    selection = pack(module, exclude=["*.html", "instance/"])
    assert list(selection.files) == ["app.py", "greetings.py"]
    assert reasons(selection)["templates/page.html"] == "--exclude *.html"


def test_include_reaches_beyond_a_package(package: Found) -> None:
    files = pack(package, include=["data/*.csv"], exclude=["data/other.csv"]).files
    assert "data/seed.csv" in files
    assert "setup_helper.py" not in files


def test_include_beats_exclude_but_reaches_nothing_private(package: Found) -> None:
    selection = pack(package, include=["views.py", ".e*"], exclude=["guest_book/*.py"])
    assert "guest_book/views.py" in selection.files
    assert "guest_book/__init__.py" not in selection.files
    assert "guest_book/.env" not in selection.files


def test_an_installed_module_is_packed_alone(module: Found) -> None:
    alone = replace(module, installed=True)  # type: ignore[type-var]
    assert list(pack(alone).files) == ["app.py"]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege")
def test_links_may_lead_to_files_that_are_packed_anyway_only(module: Found) -> None:
    (module.root / "inside.py").symlink_to("greetings.py")
    (module.root / "hidden.txt").symlink_to(".env")
    (module.root / "config.txt").symlink_to(".git/config")
    (module.root / "folder").symlink_to("templates")
    (module.root / "broken").symlink_to("nowhere")
    selection = pack(module)
    assert "inside.py" in selection.files
    told = reasons(selection)
    assert told["hidden.txt"] == "hidden, may hold secrets"
    assert told["config.txt"] == "hidden"
    assert told["folder"] == "a link to a folder"
    assert told["broken"] == "not a regular file"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege")
@pytest.mark.parametrize("target", ["secret.txt", "folder", "nowhere", "hello-world/../secret.txt"])
def test_links_out_of_the_application_are_refused(
    module: Found, tmp_path: Path, target: str
) -> None:
    (tmp_path / "secret.txt").write_text("hunter2")
    (tmp_path / "folder").mkdir()
    (module.root / "templates" / "out").symlink_to(f"../../{target}")
    with pytest.raises(PackingError, match=r"templates/out is a link out of") as caught:
        pack(module)
    assert "--exclude templates/out" in caught.value.format_message()
    assert reasons(pack(module, exclude=["templates/out"]))["templates/out"].startswith("--exclude")


@pytest.mark.parametrize("name", ["prod.env", "server.pem", "server.key", "id_rsa", ".env.local"])
def test_what_may_hold_secrets_must_be_named(module: Found, name: str) -> None:
    (module.root / name).write_text("hunter2")
    for rules in ({}, {"include": ["*"]}, {"include": [name[:-1] + "?"]}):
        selection = pack(module, **rules)
        assert name not in selection.files
        assert "may hold secrets" in reasons(selection)[name]
    assert name in pack(module, include=[name]).files


def test_nothing_left_is_an_error(module: Found) -> None:
    with pytest.raises(PackingError, match=r"No Python file of .*app\.py is left"):
        pack(module, exclude=["*.py"])


def test_a_bad_pattern_is_named(module: Found) -> None:
    with pytest.raises(PackingError, match=r"\[z-a\]"):
        pack(module, exclude=["[z-a]"])
