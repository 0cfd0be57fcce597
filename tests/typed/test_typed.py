"""The modules beside this one pass the type checker, and what it allows works."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest

from hipflask import Flask

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent


def check(*paths: str | Path) -> list[str]:
    """What mypy, as strict as for the project, says of files: a line an error."""
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--config-file",
        "pyproject.toml",
        "--no-error-summary",
    ]
    result = subprocess.run(
        [*command, "--no-pretty", *map(str, paths)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stderr == ""
    return result.stdout.splitlines()


def load(name: str) -> t.Any:
    """Import a module of this folder; the code of its functions runs only when they are called."""
    spec = importlib.util.spec_from_file_location(f"typed.{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_right_uses_pass_and_wrong_ones_are_errors() -> None:
    assert check(FOLDER.relative_to(ROOT)) == []


def test_the_mistakes_are_errors_where_nothing_ignores_them(tmp_path: Path) -> None:
    source = (FOLDER / "mistakes.py").read_text()
    expected = [
        (number, line.partition("# type: ignore[")[2].partition("]")[0])
        for number, line in enumerate(source.splitlines(), 1)
        if "# type: ignore[" in line
    ]
    file = tmp_path / "unmarked.py"
    file.write_text(source.replace("# type: ignore[", "# "))
    found = [line for line in check(file) if ": error: " in line]
    numbers = [int(line.split(".py:")[1].partition(":")[0]) for line in found]
    codes = [line.rpartition("[")[2].rstrip("]") for line in found]
    assert sorted(set(zip(numbers, codes, strict=True))) == expected


@pytest.mark.parametrize("name", ["views", "hooks", "classes", "surroundings"])
def test_what_is_allowed_works(name: str) -> None:
    app: Flask = load(name).app
    app.testing = True
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if not rule.arguments and "GET" in (rule.methods or ())
    ]
    assert rules
    for rule in rules:
        with app.test_client() as client, client.get(rule.rule) as response:
            assert response.status_code in {200, 201, 302}, rule


def test_clients_runners_and_contexts_work() -> None:
    module = load("surroundings")
    module.use_client(module.app)
    module.use_runner(module.app)
    module.use_contexts(module.app)
