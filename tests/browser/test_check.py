"""``build --check`` and ``--explain`` open the result in a browser that reaches no other host."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from browser.conftest import APPS
from support.sites import EXAMPLES, copy_application

CLOCK = "\nimport time\n\nSTARTED = time.time()\n"


def build(source: Path, folder: Path, option: str) -> subprocess.CompletedProcess[str]:
    """Build a copy of an application with a check, in a process of its own."""
    copy = copy_application(source, folder)
    command = [sys.executable, "-m", "hipflask", "--app", str(copy), "build", option]
    return subprocess.run(
        [*command, str(folder / "site")], capture_output=True, text=True, check=False
    )


@pytest.mark.usefixtures("chromium_options")
def test_a_site_that_needs_no_other_host_passes(tmp_path: Path) -> None:
    done = build(EXAMPLES / "hello", tmp_path, "--check")
    assert done.returncode == 0, done.stderr
    assert "It starts in a browser, and needs no other host." in done.stdout
    assert "Python starts" not in done.stdout


@pytest.mark.usefixtures("chromium_options")
def test_what_failed_is_told(tmp_path: Path) -> None:
    done = build(APPS / "leaning.py", tmp_path, "--check")
    assert done.returncode == 1
    assert "GET https://fonts.example/style.css failed: net::ERR_NAME_NOT_RESOLVED" in done.stderr
    assert "/gone.png was answered 404" in done.stderr
    assert "pack it with the app" in done.stderr


@pytest.mark.usefixtures("chromium_options")
def test_a_site_that_does_not_start_is_told(tmp_path: Path) -> None:
    done = build(APPS / "broken.py", tmp_path, "--explain")
    assert done.returncode == 1
    assert "The site did not start:" in done.stderr
    assert "KeyError: 'COLOUR'" in done.stderr


@pytest.mark.usefixtures("chromium_options")
@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", "Python starts with the application made.\n"),
        (CLOCK, "Python starts without the application, which is imported each time: it read the"),
    ],
)
def test_what_a_start_finds_done_is_told(more: str, told: str, tmp_path: Path) -> None:
    source = copy_application(EXAMPLES / "hello", tmp_path / "source")
    with (source / "app.py").open("a") as file:
        file.write(more)
    done = build(source, tmp_path, "--explain")
    assert done.returncode == 0, done.stderr
    assert told in done.stdout


def test_without_playwright_it_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "playwright.py").write_text("raise ImportError('not installed')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    done = build(EXAMPLES / "hello", tmp_path, "--check")
    assert done.returncode == 1
    assert "pip install playwright" in done.stderr
