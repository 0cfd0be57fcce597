"""Reading ``.env`` and ``.flaskenv``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from hipflask.cli import load_dotenv

from .conftest import WriteFile


def test_order_of_precedence(
    folder: Path, write: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(".flaskenv", "A=flaskenv\nB=flaskenv\nC=flaskenv\nD=flaskenv\nE\n")
    write(".env", "B=env\nC=env\nD=env\n")
    write("more.env", "C=more\nD=more\n")
    monkeypatch.setenv("D", "process")
    assert load_dotenv("more.env")
    assert [os.environ.get(name) for name in "ABCDE"] == [
        "flaskenv",
        "env",
        "more",
        "process",
        None,
    ]


def test_files_further_up_are_found(write: WriteFile, monkeypatch: pytest.MonkeyPatch) -> None:
    write(".env", "UP=found\n")
    monkeypatch.chdir(write("deep/down/x").parent)
    assert load_dotenv()
    assert os.environ["UP"] == "found"


def test_defaults_can_be_left_out(write: WriteFile) -> None:
    write(".env", "ONE=1\n")
    write("more.env", "TWO=2\n")
    assert load_dotenv("more.env", load_defaults=False)
    assert "ONE" not in os.environ
    assert os.environ["TWO"] == "2"


def test_nothing_to_read() -> None:
    assert not load_dotenv("missing.env")


def test_without_python_dotenv(
    write: WriteFile, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "dotenv", None)
    assert not load_dotenv()
    assert capsys.readouterr().err == ""
    write(".env", "ONE=1\n")
    assert not load_dotenv()
    assert "pip install python-dotenv" in capsys.readouterr().err
    assert "ONE" not in os.environ
