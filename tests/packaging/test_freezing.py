"""Real applications, started in the browser's Python when their sites are built."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from hipflask.builder import BuildOptions, build_site
from hipflask.builder.freezing import Outcome
from hipflask.cli.discovery import find_application

BEGIN = "import os, time\nfrom hipflask import Flask, render_template\n"
APP = f"{BEGIN}app = Flask(__name__)\n"


Freeze = t.Callable[[str], Outcome]


@pytest.fixture
def freeze(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Freeze:
    """Build a site of an application's source, and tell what became of its start."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FLASK_APP", raising=False)

    def freeze(source: str) -> Outcome:
        Path("app.py").write_text(source)
        site = build_site(find_application("app"), BuildOptions(freeze=True), tmp_path / "dist")
        assert site.frozen is not None
        return site.frozen

    return freeze


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "page.html").write_text("<h1>{{ a_telling_name }}</h1>")
    (folder / "broken.html").write_text("{% if %}")
    return folder


def test_an_application_that_only_computes_is_made(freeze: Freeze) -> None:
    outcome = freeze(APP)
    assert (outcome.holds, outcome.because, outcome.failure) == ("application", "", "")
    assert outcome.change is not None


def test_the_same_application_is_the_same_each_time(freeze: Freeze) -> None:
    assert freeze(APP) == freeze(APP)


def test_its_templates_are_compiled_but_for_those_that_can_not_be(
    freeze: Freeze, templates: Path
) -> None:
    assert b"a_telling_name" in (freeze(APP).change or b"")


def test_what_a_factory_does_may_have_to_be_done_in_each_browser(freeze: Freeze) -> None:
    outcome = freeze(
        f"{BEGIN}def create_app():\n"
        "    app = Flask(__name__)\n"
        "    os.makedirs(app.instance_path, exist_ok=True)\n"
        "    return app\n"
    )
    assert (outcome.holds, outcome.because) == ("modules", "it changed /app/instance")


@pytest.mark.parametrize(
    ("statement", "because"),
    [
        ("from js import navigator", "it asked JavaScript"),
        ("BEGUN = time.time()", "it read the clock"),
        ("ZONE = time.localtime(0).tm_gmtoff", "it asked for the local time"),
        ("ZONE = time.timezone", "it asked for the language, or for the time zone"),
        ("from time import tzname", "it asked for the language, or for the time zone"),
        ("LANGUAGE = os.environ.get('LANG')", "it asked for the language, or for the time zone"),
        ("KEY = os.urandom(16)", "it asked for random bytes"),
    ],
)
def test_what_differs_from_visitor_to_visitor_is_not_shared(
    freeze: Freeze, statement: str, because: str
) -> None:
    outcome = freeze(f"{APP}{statement}\n")
    assert (outcome.holds, outcome.because, outcome.change) == ("framework", because, None)


def test_an_exception_is_told_with_its_traceback(freeze: Freeze) -> None:
    outcome = freeze(f"{APP}1 / 0\n")
    assert outcome.holds == "framework"
    assert outcome.failure.rstrip().endswith("ZeroDivisionError: division by zero")
    assert 'File "/app/app.py", line 4' in outcome.failure


def test_python_that_comes_to_its_end_is_told(freeze: Freeze) -> None:
    outcome = freeze(f"{APP}os._exit(3)\n")
    assert (outcome.holds, outcome.change) == ("framework", None)
    assert "exit" in outcome.failure
