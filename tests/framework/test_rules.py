"""URL rules compile what builds their URLs when they need it, and build what Werkzeug's build."""

from __future__ import annotations

import typing as t

import pytest
from werkzeug import routing

from hipflask import Flask, url_for
from hipflask.sansio.rules import Rule

RULES: list[tuple[str, dict[str, t.Any]]] = [
    ("/", {}),
    ("/plain/with space/ü", {}),
    ("/a|b//c?d=%20", {"subdomain": "there"}),
    ("/only/to/build", {"build_only": True}),
    ("/users/<name>", {}),
    ("/users/<int:number>/posts/<path:rule>", {}),
    ("/pages/<int:number>", {"defaults": {"number": 1}}),
    ("/pages/", {"defaults": {"number": 1}}),
    ("/sub/<self>", {"subdomain": "<rule>"}),
    ("/sub/", {"subdomain": "<rule>"}),
]
VALUES: list[dict[str, t.Any]] = [
    {},
    {"name": "a b"},
    {"name": "ü/", "more": ["1", "2"]},
    {"number": 3, "rule": "x/y"},
    {"number": 1},
    {"number": "none", "rule": "x"},
    {"self": "me", "rule": "there"},
]


def builds(rule_class: type[routing.Rule], rule: str, options: dict[str, t.Any]) -> list[t.Any]:
    """What a rule builds of each set of values, with those that it does not know and without."""
    rules = routing.Map([bound := rule_class(rule, endpoint="there", **options)])

    def build(values: dict[str, t.Any], append_unknown: bool) -> object:
        try:
            return bound.build(values, append_unknown)
        except (TypeError, ValueError) as error:
            return type(error)

    assert bound.map is rules
    # Twice: the first time has it compiled.
    return [build(values, more) for values in VALUES for more in (True, False) for _ in range(2)]


@pytest.mark.parametrize(("rule", "options"), RULES)
def test_it_builds_what_werkzeug_builds(rule: str, options: dict[str, t.Any]) -> None:
    assert builds(Rule, rule, options) == builds(routing.Rule, rule, options)


def test_it_compiles_once_and_only_what_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    original = routing.Rule._compile_builder

    def compile_builder(rule: routing.Rule, append_unknown: bool = True) -> t.Any:
        compiled.append(rule.rule)
        return original(rule, append_unknown)

    monkeypatch.setattr(routing.Rule, "_compile_builder", compile_builder)
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/a/<int:number>", "a")
    app.add_url_rule("/b", "b")
    assert compiled == []
    with app.test_request_context():
        assert [url_for("a", number=number) for number in (1, 2)] == ["/a/1", "/a/2"]
        assert url_for("b", more=1) == "/b?more=1"
    assert compiled == ["/a/<int:number>"]


def test_a_default_that_does_not_fit_is_told_when_the_rule_is_added() -> None:
    app = Flask(__name__)
    with pytest.raises(ValueError, match="many"):
        app.add_url_rule("/<int:number>", "a", defaults={"number": "many"})


def test_it_is_called_what_it_is_called_elsewhere() -> None:
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/a", "a")
    assert repr(next(app.url_map.iter_rules())).startswith("<Rule '/a' (")
