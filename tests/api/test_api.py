"""hipflask has every public name of Flask, with the same parameters, defaults and values."""

from __future__ import annotations

import pytest

import hipflask
from api.allowed import ALLOWED
from api.collection import Facts, collect
from api.comparison import report
from api.introspection import Description, describe
from api.score import MODES, REFERENCE, has_reference, main, score

pytestmark = pytest.mark.skipif(
    not has_reference(), reason=f"Flask {REFERENCE} itself is not installed to compare with"
)


@pytest.fixture(scope="module")
def native() -> Facts:
    return collect()


@pytest.fixture(scope="module")
def reference(native: Facts) -> Description:
    return native.reference


@pytest.fixture(scope="module", params=MODES)
def facts(request: pytest.FixtureRequest) -> Facts:
    """The facts of each mode: both packages are described by the same interpreter."""
    return MODES[request.param]()


def test_nothing_is_missing_or_otherwise(facts: Facts) -> None:
    found = report(*facts)
    assert found["differences"] == []
    assert found["unused"] == [], "the table allows what needs no allowing any longer"
    assert all(reason.endswith(".") for _, reason in ALLOWED.values())


def test_each_mode_has_all_there_is_to_compare(native: Facts, facts: Facts) -> None:
    assert facts.reference.keys() == native.reference.keys()
    assert facts.ours.keys() == native.ours.keys()


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
def test_what_extensions_import_is_there_though_borrowed(facts: Facts, name: str) -> None:
    assert name in facts.ours


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


def test_the_score_tells_what_differs(
    monkeypatch: pytest.MonkeyPatch, reference: Description
) -> None:
    _change(monkeypatch, "a method")
    _change(monkeypatch, "a default")
    found = report(reference, describe("hipflask", reference))
    summary, *lines = score("native", found)
    assert summary.startswith(f"native: {len(reference):,} facts of Flask, ")
    assert "missing or otherwise" in summary
    assert "  sansio.app.App.iter_blueprints: missing" in lines
    at = lines.index("  config TESTING: value")
    assert lines[at + 1].strip() == "Flask has False, hipflask True"


def test_without_flask_there_is_no_score(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("api.score.REFERENCE", "0.1")
    assert main([]) == 1
    assert capsys.readouterr().err.endswith("pip install flask==0.1.\n")
