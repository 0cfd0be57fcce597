"""Compiled templates that outlive the interpreter."""

from __future__ import annotations

import marshal
import typing as t
from pathlib import Path

import pytest
from jinja2 import BaseLoader, Environment, FileSystemLoader, FunctionLoader

from hipflask import Flask, _environment, render_template
from hipflask.browser.template_cache import TemplateCache, compile_below


class Loader(t.Protocol):
    def __call__(self, cache: TemplateCache, **templates: str) -> str: ...


@pytest.fixture
def render(monkeypatch: pytest.MonkeyPatch) -> Loader:
    """Render the template "page" in a new application that keeps what it compiles in a cache."""
    from jinja2 import DictLoader

    def render(cache: TemplateCache, **templates: str) -> str:
        monkeypatch.setattr(_environment, "default_bytecode_cache", cache)
        app = Flask(__name__, static_folder=None)
        app.jinja_loader = DictLoader(templates)
        with app.app_context():
            return render_template("page")

    return render


def restored(kept: bytes | None) -> TemplateCache:
    assert kept is not None
    cache = TemplateCache()
    cache.restore(kept)
    return cache


def test_what_is_compiled_is_told_once(render: Loader) -> None:
    cache = TemplateCache()
    assert cache.take() is None
    assert render(cache, page="{{ 1 + 1 }}") == "2"
    assert cache.take() is not None
    assert render(cache, page="{{ 1 + 1 }}") == "2"
    assert cache.take() is None


def test_what_is_restored_is_not_compiled(render: Loader) -> None:
    first = TemplateCache()
    render(first, page="{{ 1 + 1 }}")
    cache = restored(first.take())
    assert render(cache, page="{{ 1 + 1 }}") == "2"
    assert cache.take() is None


def test_template_that_has_changed_is_compiled_anew(render: Loader) -> None:
    first = TemplateCache()
    render(first, page="old")
    cache = restored(first.take())
    assert render(cache, page="new") == "new"
    assert cache.take() is not None


@pytest.mark.parametrize("kept", [b"", b"?", marshal.dumps(1), marshal.dumps({"a": b"x"})[:-2]])
def test_what_cannot_be_read_is_compiled_anew(render: Loader, kept: bytes) -> None:
    assert render(restored(kept), page="text") == "text"


def test_application_that_has_a_cache_of_its_own_keeps_to_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_environment, "default_bytecode_cache", TemplateCache())
    app = Flask(__name__, static_folder=None)
    own = TemplateCache()
    app.jinja_options = {"bytecode_cache": own}
    assert app.jinja_env.bytecode_cache is own


def test_templates_are_compiled_before_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = TemplateCache()
    monkeypatch.setattr(_environment, "default_bytecode_cache", cache)
    own, others = tmp_path / "app", tmp_path / "package"
    for folder, text in ((own, "{{ own }}"), (others, "{{ another }}")):
        folder.mkdir()
        (folder / f"{folder.name}.html").write_text(text)
    (own / "broken.html").write_text("{% if %}")
    (own / "picture.png").write_bytes(b"\x89PNG\xff")
    app = Flask(__name__, static_folder=None)
    app.jinja_loader = FileSystemLoader([own, others])
    compile_below(str(own), app.jinja_env)
    kept = cache.take()
    assert kept is not None
    assert b"own" in kept
    assert b"another" not in kept


@pytest.mark.parametrize("loader", [None, FunctionLoader(lambda name: "{{ name }}")])
def test_templates_that_nobody_can_list_are_left_alone(loader: BaseLoader | None) -> None:
    compile_below("/", Environment(loader=loader))
