"""What comes out of a frozen memory is made to fit where it is."""

from __future__ import annotations

import importlib
import json
import os
import random
import sys
import time
import zipfile
from pathlib import Path

import pytest

from hipflask.browser import bridge


@pytest.fixture(autouse=True)
def present(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back what an awakening changes."""
    monkeypatch.setattr(os, "environ", os.environ.copy())
    monkeypatch.setattr(sys, "path", sys.path.copy())


def test_modules_are_imported_from_what_the_site_has_besides(tmp_path: Path) -> None:
    former = sys.path.copy()
    archives = [tmp_path / "first.zip", tmp_path / "second.zip"]
    for archive in archives:
        with zipfile.ZipFile(archive, "w") as members:
            members.writestr("awoken.py", f"NAME = {archive.stem!r}")
    paths = [former[-1], *map(str, archives)]
    bridge.awake(json.dumps(paths), "en")
    bridge.awake(json.dumps(paths), "en")
    assert sys.path == [*former, *map(str, archives)]
    assert importlib.import_module("awoken").NAME == "first"


@pytest.mark.parametrize(
    ("tag", "lang"),
    [("de", "de.UTF-8"), ("en-GB", "en_GB.UTF-8"), ("zh-Hant-TW", "zh_Hant_TW.UTF-8")],
)
def test_the_language_is_the_visitors(tag: str, lang: str) -> None:
    bridge.awake("[]", tag)
    assert os.environ["LANG"] == lang


def test_random_numbers_are_others_each_time() -> None:
    frozen = random.getstate()
    drawn = set()
    for _ in range(3):
        random.setstate(frozen)
        bridge.awake("[]", "en")
        drawn.add(random.random())
    assert len(drawn) == 3


def test_the_time_zone_is_the_visitors(monkeypatch: pytest.MonkeyPatch) -> None:
    present = (time.timezone, time.altzone, time.daylight, time.tzname)
    for name, elsewhere in {
        "timezone": -20700,
        "altzone": -20701,
        "daylight": 7,
        "tzname": ("Elsewhere", "Elsewhen"),
    }.items():
        monkeypatch.setattr(time, name, elsewhere)
    clock, module = time.time, sys.modules["time"]
    bridge.awake("[]", "en")
    assert (time.timezone, time.altzone, time.daylight, time.tzname) == present
    # All else is as it was, for others hold on to it.
    assert time.time is clock
    assert sys.modules["time"] is module
