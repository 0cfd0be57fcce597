"""hipflask has every public name of Flask, with the same parameters, defaults and values."""

from __future__ import annotations

import importlib.metadata
import json
import typing as t

import pytest

import hipflask
from api.allowed import ALLOWED
from api.comparison import report
from api.introspection import Description, describe

pytest.importorskip("flask", reason="Flask itself is not installed to compare with")
pytestmark = pytest.mark.skipif(
    importlib.metadata.version("flask") != "3.1.3", reason="the reference is Flask 3.1.3"
)


@pytest.fixture(scope="module")
def reference() -> Description:
    # Through JSON, as it is when the other description was made elsewhere.
    return t.cast(Description, json.loads(json.dumps(describe("flask"))))


@pytest.fixture(scope="module")
def ours(reference: Description) -> Description:
    return t.cast(Description, json.loads(json.dumps(describe("hipflask", reference))))


def test_nothing_is_missing_or_otherwise(reference: Description, ours: Description) -> None:
    found = report(reference, ours)
    assert found["differences"] == []
    assert found["unused"] == [], "the table allows what needs no allowing any longer"
    assert all(reason.endswith(".") for _, reason in ALLOWED.values())


@pytest.mark.parametrize(
    "key",
    [
        "module sansio.scaffold",
        ".Flask.run",
        "app.Flask().url_map",
        "cli.FlaskGroup.get_command",
        "config MAX_FORM_PARTS",
        "cli run --with-threads",
        "cli routes --all-methods",
        "cli shell",
        "json.tag.TaggedJSONSerializer.register",
        "template globals url_for",
        "template variable request in a request context",
        "wrappers.Request().max_form_parts",
    ],
)
def test_the_reference_covers_every_kind_of_thing(reference: Description, key: str) -> None:
    assert key in reference


@pytest.mark.parametrize(
    "name", ["cli.click", "signals.Namespace", "views.http_method_funcs", "blueprints.Blueprint"]
)
def test_what_extensions_import_is_there_though_borrowed(ours: Description, name: str) -> None:
    assert name in ours


def _change(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    if what == "a method":
        monkeypatch.delattr("hipflask.sansio.app.App.iter_blueprints")
    elif what == "a parameter":
        monkeypatch.setattr("hipflask.config.Config.from_envvar", lambda self, name: True)
    elif what == "a default":
        monkeypatch.setattr(
            hipflask.Flask, "default_config", {**hipflask.Flask.default_config, "TESTING": True}
        )
    elif what == "a class":
        monkeypatch.setattr("hipflask.sessions.NullSession", type("NullSession", (dict,), {}))
    elif what == "a command":
        monkeypatch.delitem(hipflask.cli.cli.commands, "shell")
    else:
        monkeypatch.delattr("hipflask.helpers.get_root_path")


@pytest.mark.parametrize(
    ("what", "where", "difference"),
    [
        ("a method", "sansio.app.App.iter_blueprints", "missing"),
        ("a parameter", "config.Config.from_envvar", "parameters"),
        ("a default", "config TESTING", "value"),
        ("a class", "sessions.NullSession", "kind"),
        ("a command", "cli shell", "missing"),
        ("a name", "helpers.get_root_path", "missing"),
    ],
)
def test_a_difference_is_found(
    monkeypatch: pytest.MonkeyPatch,
    reference: Description,
    what: str,
    where: str,
    difference: str,
) -> None:
    _change(monkeypatch, what)
    found = report(reference, describe("hipflask", reference))["differences"]
    assert (where, difference) in [(entry["where"], entry["what"]) for entry in found]
