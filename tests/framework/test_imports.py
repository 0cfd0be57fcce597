"""What is imported, and what is not before it is used; each in an interpreter of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run(source: str) -> list[str]:
    """Run source in a fresh interpreter; what it prints, line by line."""
    result = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.split()


SERVE = """
import io, sys
from hipflask import Flask, abort, jsonify, request, session

app = Flask("app", root_path=".")
app.secret_key = "key"

@app.route("/", methods=["GET", "POST"])
def index():
    session["a"] = 1
    return jsonify(request.form)

@app.route("/teapot")
def teapot():
    abort(418)

for path, method in (("/", "GET"), ("/", "POST"), ("/nowhere", "GET"), ("/teapot", "GET")):
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(b"b=2"),
        "CONTENT_LENGTH": "3", "CONTENT_TYPE": "application/x-www-form-urlencoded",
    }
    b"".join(app(environ, lambda status, headers: None))
"""


def test_serving_imports_neither_command_line_nor_debugger_nor_client_nor_templates() -> None:
    unwanted = {"click", "hipflask.cli", "hipflask.testing", "jinja2", "hipflask._environment"}
    unwanted |= {"werkzeug.debug", "werkzeug.serving", "werkzeug.test", "http.server", "ssl"}
    modules = run(f"{SERVE}\nprint(*sys.modules)")
    assert "werkzeug.wrappers" in modules
    assert unwanted.isdisjoint(modules)


@pytest.mark.parametrize(
    "use",
    [
        "import werkzeug; print(werkzeug.Client.__name__)",
        "from werkzeug import Client; print(Client.__name__)",
        "from werkzeug import *; print(Client.__name__)",
        "import werkzeug; print(werkzeug.test.Client.__name__)",
        "import werkzeug.test as test; print(test.Client.__name__)",
        "from werkzeug import exceptions, test; print(test.Client.__name__)",
    ],
)
@pytest.mark.parametrize("before", ["import hipflask", "import werkzeug, hipflask"])
def test_werkzeug_has_its_names_whoever_is_imported_first(before: str, use: str) -> None:
    assert run(f"{before}\n{use}") == ["Client"]


def test_werkzeug_lacks_what_it_lacks() -> None:
    source = """
import hipflask, werkzeug
for name in ("nothing", "__nothing__", "nothing"):
    try:
        getattr(werkzeug, name)
    except AttributeError as error:
        print(str(error).replace(" ", "_"))
"""
    assert run(source) == [
        f"module_'werkzeug'_has_no_attribute_'{name}'"
        for name in ("nothing", "__nothing__", "nothing")
    ]


def test_the_class_of_template_environments_can_be_looked_at_and_replaced() -> None:
    source = """
from hipflask import Flask
from hipflask.templating import Environment
class Own(Environment): ...
class Other(Flask):
    jinja_environment = Own
app = Flask("app", root_path=".")
print(Flask.jinja_environment is Environment, app.jinja_environment is Environment)
print(type(Other("app", root_path=".").jinja_env) is Own)
app.jinja_environment = Own
print(type(app.jinja_env) is Own, Environment.__module__)
"""
    assert run(source) == ["True", "True", "True", "True", "hipflask.templating"]
