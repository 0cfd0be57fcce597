"""Where applications are found, and which object of a module is one."""

from __future__ import annotations

import sys
import typing as t
from pathlib import Path

import pytest

from hipflask import Flask
from hipflask.cli.discovery import (
    AppImportError,
    NoAppException,
    find_application,
    load_application,
)

from .conftest import PLAIN, WriteFile

FLASK = """
from hipflask import Flask
app = Flask(__name__)
"""


def _answer(app: t.Any) -> bytes:
    return b"".join(app({}, lambda status, headers: None))


@pytest.mark.parametrize(
    ("files", "spec", "module", "root"),
    [
        (["wsgi.py", "app.py"], None, "wsgi", "."),
        (["app.py"], None, "app", "."),
        (["shop.py"], "shop", "shop", "."),
        (["shop.py"], "shop.py", "shop", "."),
        (["shop.py"], "./shop.py", "shop", "."),
        (["a/b/shop.py"], "a/b/shop.py", "shop", "a/b"),
        (["a/b/shop.py"], "a/b/shop", "shop", "a/b"),
        (["a/b/shop.py"], "a.b.shop", "a.b.shop", "."),
        (["pkg/__init__.py"], "pkg", "pkg", "."),
        (["pkg/__init__.py"], "pkg/", "pkg", "."),
        (["pkg/__init__.py"], "pkg/__init__.py", "pkg", "."),
        (["pkg/__init__.py", "pkg/web.py"], "pkg.web", "pkg.web", "."),
        (["pkg/__init__.py", "pkg/web.py"], "pkg/web.py", "pkg.web", "."),
        (["src/pkg/__init__.py"], "src/pkg", "pkg", "src"),
        (["src/pkg/__init__.py", "src/pkg/web.py"], "src/pkg.web", "pkg.web", "src"),
        (["src/pkg/__init__.py", "src/pkg/in/__init__.py"], "src/pkg/in", "pkg.in", "src"),
        (["site/app.py"], "site/app.py", "app", "site"),
        (["place/app.py"], "place", "app", "place"),
        (["place/wsgi.py", "place/app.py"], "place/", "wsgi", "place"),
        (["place/app.py", "place.py"], "place", "place", "."),
        (["place/__init__.py", "place.py"], "place", "place", "."),
        (["up/place/app.py"], "up.place", "up.place.app", "."),
        (["app.py"], ".", "app", "."),
        (["my-shop.py"], "my-shop", "my-shop", "."),
    ],
)
def test_module_is_found_without_being_imported(
    folder: Path,
    write: WriteFile,
    files: list[str],
    spec: str | None,
    module: str,
    root: str,
) -> None:
    for name in files:
        write(name, "raise AssertionError('imported')")
    found = find_application(spec)
    assert (found.module, found.root) == (module, (folder / root).resolve())
    assert not found.installed
    assert found.path.exists()


def test_found_tells_what_to_pack(folder: Path, write: WriteFile) -> None:
    write("src/pkg/__init__.py")
    write("src/pkg/web.py")
    write("single.py")
    inside = find_application("src/pkg/web.py:create('x', y=1)")
    assert inside.spec == "pkg.web:create('x', y=1)"
    assert inside.attribute == "create('x', y=1)"
    assert inside.path == folder / "src/pkg/web.py"
    assert inside.top == folder / "src/pkg"
    single = find_application("single")
    assert (single.spec, single.top) == ("single", folder / "single.py")
    assert find_application("src/pkg").path == folder / "src/pkg"


def test_another_folder_can_be_the_current_one(tmp_path: Path, write: WriteFile) -> None:
    write("elsewhere/shop.py", PLAIN)
    assert find_application("shop", cwd=tmp_path / "elsewhere").root == tmp_path / "elsewhere"
    assert _answer(load_application("shop", cwd=tmp_path / "elsewhere")) == b"plain"


def test_installed_module_is_found(write: WriteFile, monkeypatch: pytest.MonkeyPatch) -> None:
    library = write("library/installed_shop/__init__.py").parents[1]
    write("library/installed_shop/web.py", PLAIN)
    monkeypatch.syspath_prepend(str(library))
    found = find_application("installed_shop.web")
    assert found.installed
    assert found.root == library
    assert "installed_shop" not in sys.modules
    assert _answer(load_application("installed_shop.web")) == b"plain"


def test_package_elsewhere_wins_over_a_mere_folder(
    folder: Path, write: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = write("library/mixed/__init__.py").parents[1]
    write("mixed/notes.txt")
    monkeypatch.syspath_prepend(str(library))
    assert find_application("mixed").root == library


def test_environment_names_the_application(
    write: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("app.py")
    write("shop.py")
    monkeypatch.setenv("FLASK_APP", "shop:create()")
    assert find_application().spec == "shop:create()"
    assert find_application("app").spec == "app"
    monkeypatch.setenv("FLASK_APP", "")
    assert find_application().spec == "app"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (FLASK, "app"),
        ("from hipflask import Flask\napplication = Flask('x')", "application"),
        ("from hipflask import Flask\nwhatever = Flask('x')", "whatever"),
        ("from hipflask import Flask\na = b = Flask('x')", "a"),
        ("from hipflask import Flask\na = Flask('a')\napp = Flask('b')", "app"),
        (
            "from hipflask import Flask\nmain = Flask('x')\ndef app(environ, start_response): pass",
            "main",
        ),
        (
            "from hipflask import Flask\na = Flask('a')\nb = Flask('b')\n"
            "def app(environ, start_response): pass",
            "app",
        ),
        (PLAIN, "app"),
        (PLAIN.replace("app(", "application("), "application"),
        (
            "class Server:\n  def __call__(self, environ, start_response): pass\napp = Server()",
            "app",
        ),
        ("def wrapped(*args): pass\napp = wrapped", "app"),
        (
            "def create_app(config): pass\ndef application(environ, start_response): pass",
            "application",
        ),
    ],
)
def test_best_object_is_taken(write: WriteFile, source: str, expected: str) -> None:
    write("shop.py", source)
    app = load_application("shop")
    assert app is getattr(sys.modules["shop"], expected)


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        ("shop", "default"),
        ("shop:create_app", "default"),
        ("shop:create_app()", "default"),
        ("shop:create_app('eu')", "eu"),
        ("shop:create_app(name='us')", "us"),
        (" shop : create_app ( 'eu' ) ", "eu"),
        ("shop.py:make(('a', 'b'))", "a"),
    ],
)
def test_factory_is_called(write: WriteFile, spec: str, name: str) -> None:
    write(
        "shop.py",
        """
        from hipflask import Flask
        def create_app(name="default", debug=False): return Flask(name)
        def make(names): return Flask(names[0])
        """,
    )
    app = load_application(spec)
    assert isinstance(app, Flask)
    assert app.name == name


def test_make_app_is_a_factory_too(write: WriteFile) -> None:
    write("shop.py", "from hipflask import Flask\ndef make_app(): return Flask('made')")
    app = load_application("shop")
    assert isinstance(app, Flask)
    assert app.name == "made"


def test_factory_may_return_any_wsgi_callable(write: WriteFile) -> None:
    write("shop.py", PLAIN.replace("def app", "def plain") + "\ndef create_app(): return plain")
    assert _answer(load_application("shop")) == b"plain"


def test_named_callable_is_not_called_as_a_factory(write: WriteFile) -> None:
    write("shop.py", PLAIN.replace("def app", "def site"))
    assert _answer(load_application("shop:site")) == b"plain"


TWO = "from hipflask import Flask\nfirst = Flask('1')\nsecond = Flask('2')"
FACTORY = "def create_app(config): pass"
ASGI = "async def app(scope, receive, send): pass"


@pytest.mark.parametrize(
    ("files", "spec", "said"),
    [
        ({}, None, ["wsgi.py", "app.py", "--app", "FLASK_APP"]),
        ({"shop.py": FLASK}, None, ["looks as if", "'shop'"]),
        ({}, "shop", ["no module 'shop'", "environment"]),
        ({"shop.py": ""}, "shpo", ["no module 'shpo'", "Did you mean 'shop'?"]),
        ({"shop.py": ""}, "shop.app", ["not a package", "'shop:app'"]),
        ({"shop.py": ""}, "shp.py", ["no file", "shp.py", "Did you mean 'shop'?"]),
        ({}, "no/such/shop.py", ["no/such", "does not exist"]),
        ({"place/x.txt": ""}, "place", ["__init__.py", "wsgi.py", "app.py", "place/file.py"]),
        ({"notes.txt": ""}, "notes.txt", ["not a Python file"]),
        ({"my.shop.py": ""}, "my.shop.py", ["dot", "Rename"]),
        ({"shop.py": TWO}, "shop", ["more than one", "'first', 'second'", "--app …:first"]),
        ({"shop.py": "x = 1"}, "shop", ["no application", "create_app", "'application'"]),
        ({"shop.py": "app = 1"}, "shop", ["'int' object", "no application"]),
        ({"shop.py": ASGI}, "shop", ["ASGI", "a2wsgi"]),
        ({"shop.py": ASGI}, "shop:app", ["ASGI", "a2wsgi"]),
        ({"shop.py": FACTORY}, "shop", ["'create_app'", "'config'", "--app"]),
        ({"shop.py": FACTORY}, "shop:create_app", ["'config'", "create_app(config)"]),
        ({"shop.py": FACTORY}, "shop:create_app(1, 2)", ["too many", "create_app(config)"]),
        ({"shop.py": FACTORY}, "shop:create_app(1)", ["gives None", "return app"]),
        ({"shop.py": "def create_app(): pass"}, "shop", ["gives None", "return app"]),
        ({"shop.py": TWO}, "shop:third", ["no attribute 'third'", "'shop:first'"]),
        ({"shop.py": TWO}, "shop:first()", ["not a factory", "--app …:first"]),
        ({"shop.py": "x = 1"}, "shop:x", ["'int' object"]),
        ({"shop.py": "x = 1"}, "shop:x()", ["'int' object", "parentheses"]),
        ({"shop.py": ""}, "shop:create_app(", ["not valid Python"]),
        ({"shop.py": ""}, "shop:a.b", ["plain name"]),
        ({"shop.py": ""}, "shop:create_app(x)", ["literal"]),
        ({"shop.py": ""}, "shop:create_app(**x)", ["'**'"]),
        ({"shop.py": ""}, "shop:create_app(*x)", ["literal"]),
        ({"click.py": PLAIN}, "click.py", ["belongs to", "another name"]),
    ],
)
def test_every_failure_says_what_to_do(
    write: WriteFile, files: dict[str, str], spec: str | None, said: list[str]
) -> None:
    for name, text in files.items():
        write(name, text)
    with pytest.raises(NoAppException) as caught:
        load_application(spec)
    message = caught.value.format_message()
    for words in said:
        assert words in message


def test_error_at_import_comes_with_the_applications_traceback(write: WriteFile) -> None:
    write("shop.py", "import models")
    write("models.py", "def connect():\n    return 1 / 0\n\nconnect()")
    with pytest.raises(AppImportError) as caught:
        load_application("shop")
    error = caught.value
    assert isinstance(error.__cause__, ZeroDivisionError)
    assert error.doing == "importing 'shop'"
    assert [line.strip() for line in error.detail.splitlines()][1:3] == [
        f'File "{Path("shop.py").resolve()}", line 1, in <module>',
        "import models",
    ]
    assert "line 2, in connect" in error.detail
    assert "importlib" not in error.detail
    assert error.detail in error.format_message()


def test_missing_requirement_is_named(write: WriteFile) -> None:
    write("shop.py", "import not_a_real_requirement.sub")
    with pytest.raises(AppImportError) as caught:
        load_application("shop")
    assert "pip install not_a_real_requirement'" in caught.value.hint


def test_syntax_error_is_shown(write: WriteFile) -> None:
    write("shop.py", "app = (")
    with pytest.raises(AppImportError, match="SyntaxError") as caught:
        load_application("shop")
    assert "shop.py" in caught.value.detail


@pytest.mark.parametrize("spec", ["shop", "shop:create_app", "shop:create_app()"])
def test_error_in_a_factory_is_not_taken_for_wrong_arguments(write: WriteFile, spec: str) -> None:
    write("shop.py", "def create_app():\n    raise TypeError('inside')")
    with pytest.raises(AppImportError, match="Calling the factory") as caught:
        load_application(spec)
    assert "line 2, in create_app" in caught.value.detail
    assert "/cli/" not in caught.value.detail
