"""The command group: its options, and commands of applications, packages and users."""

from __future__ import annotations

import importlib.metadata
import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from hipflask import Flask, current_app
from hipflask.cli import (
    AppGroup,
    FlaskGroup,
    NoAppException,
    ScriptInfo,
    pass_script_info,
    with_appcontext,
)

from .conftest import PLAIN, Invoke, WriteFile

SHOP = """
import click
from hipflask import Flask, current_app

def create_app(name="shop"):
    app = Flask(name)

    @app.cli.command("hello")
    def hello():
        "Greet the shop."
        click.echo(f"hello {current_app.name} {current_app.debug}")

    return app
"""


@pytest.mark.parametrize(
    "args",
    [
        ["-A", "shop", "hello"],
        ["-a", "shop", "hello"],
        ["--app", "shop:create_app()", "hello"],
    ],
)
def test_command_of_the_application(write: WriteFile, invoke: Invoke, args: list[str]) -> None:
    write("shop.py", SHOP)
    result = invoke(*args)
    assert result.output == "hello shop False\n"
    assert result.exit_code == 0


def test_application_comes_from_the_environment(write: WriteFile, invoke: Invoke) -> None:
    write("shop.py", SHOP)
    result = invoke("hello", env={"FLASK_APP": "shop:create_app('mine')"})
    assert result.output == "hello mine False\n"


@pytest.mark.parametrize(
    ("args", "env", "debug"),
    [
        (["--debug"], {}, True),
        (["--no-debug"], {"FLASK_DEBUG": "1"}, False),
        ([], {"FLASK_DEBUG": "1"}, True),
        ([], {"FLASK_DEBUG": "0"}, False),
    ],
)
def test_debug_flag(
    write: WriteFile, invoke: Invoke, args: list[str], env: dict[str, str], debug: bool
) -> None:
    write("app.py", SHOP)
    assert invoke(*args, "hello", env=env).output == f"hello shop {debug}\n"


def test_help_lists_commands_of_the_application(write: WriteFile, invoke: Invoke) -> None:
    write("app.py", SHOP)
    for args in ([], ["--help"]):
        output = invoke(*args).output
        assert "Greet the shop." in output
        assert "Run a development server." in output


def test_help_for_whoever_has_no_application_yet(invoke: Invoke) -> None:
    result = invoke("--help")
    assert result.exit_code == 0
    assert result.stderr == ""


def test_help_comes_despite_a_broken_application(write: WriteFile, invoke: Invoke) -> None:
    write("broken.py", "1 / 0")
    result = invoke("--app", "broken", "--help")
    assert result.exit_code == 0
    assert "ZeroDivisionError" in result.stderr
    assert "Run a development server." in result.stdout


def test_unknown_command(write: WriteFile, invoke: Invoke) -> None:
    write("app.py", SHOP)
    result = invoke("bye")
    assert result.exit_code == 2
    assert "No such command 'bye'" in result.output


def test_unknown_command_when_there_is_no_application(write: WriteFile, invoke: Invoke) -> None:
    result = invoke("bye")
    assert result.exit_code == 2
    assert "No application was named" in result.stderr
    assert "No such command 'bye'" in result.stderr
    write("app.py", PLAIN)
    assert "No such command 'bye'" in invoke("bye").stderr


def test_version(invoke: Invoke) -> None:
    output = invoke("--version").output
    assert f"hipflask {importlib.metadata.version('hipflask')}\n" in output
    assert f"Werkzeug {importlib.metadata.version('werkzeug')}\n" in output


def test_command_of_an_installed_package(write: WriteFile, monkeypatch: pytest.MonkeyPatch) -> None:
    write("lib/plug-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: plug\nVersion: 1\n")
    write(
        "lib/plug-1.dist-info/entry_points.txt",
        "[flask.commands]\ngreet = plug:greet\nlost = plug:lost\n",
    )
    write("lib/plug.py", "import click\n@click.command()\ndef greet(): click.echo('from plug')\n")
    monkeypatch.syspath_prepend("lib")
    group = FlaskGroup()
    assert CliRunner().invoke(group, ["greet"]).output == "from plug\n"

    help_page = CliRunner().invoke(group, ["--help"])
    assert help_page.exit_code == 0
    assert "greet" in help_page.stdout
    assert "'lost' of the package 'plug'" in help_page.stderr
    assert CliRunner().invoke(group, ["lost"]).exit_code == 2


def test_group_of_ones_own_with_a_factory() -> None:
    @click.group(cls=FlaskGroup, create_app=lambda: Flask("mine"))
    def manage() -> None:
        """Manage it."""

    @manage.command()
    def show() -> None:
        click.echo(current_app.name)

    @manage.command(with_appcontext=False)
    def bare() -> None:
        click.echo(bool(current_app))

    runner = CliRunner()
    assert runner.invoke(manage, ["show"]).output == "mine\n"
    assert runner.invoke(manage, ["bare"]).output == "False\n"
    assert {"run", "shell", "routes", "show"} <= set(manage.commands)


def test_group_without_the_default_commands() -> None:
    group = FlaskGroup(add_default_commands=False, add_version_option=False)
    assert group.commands == {}
    assert "--version" not in CliRunner().invoke(group, ["--help"]).output


def test_exception_of_the_factory_does_not_hide_the_help() -> None:
    def create_app() -> Flask:
        raise RuntimeError("no database")

    result = CliRunner().invoke(FlaskGroup(create_app=create_app), ["--help"])
    assert result.exit_code == 0
    assert "no database" in result.stderr
    assert "Run a development server." in result.stdout


def test_app_group_wraps_nested_groups() -> None:
    @click.group(cls=AppGroup)
    def top() -> None:
        """Top."""

    @top.group()
    def sub() -> None:
        """Sub."""

    @sub.command()
    @click.argument("word")
    def show(word: str) -> None:
        click.echo(f"{current_app.name} {word}")

    assert isinstance(sub, AppGroup)
    obj = ScriptInfo(create_app=lambda: Flask("nested"))
    assert CliRunner().invoke(top, ["sub", "show", "x"], obj=obj).output == "nested x\n"


def test_with_appcontext_keeps_a_context_that_is_there() -> None:
    @click.command()
    @with_appcontext
    def show() -> None:
        """Show it."""
        click.echo(current_app.name)

    assert show.help == "Show it."
    with Flask("outer").app_context():
        assert CliRunner().invoke(show).output == "outer\n"
    obj = ScriptInfo(create_app=lambda: Flask("inner"))
    assert CliRunner().invoke(show, obj=obj).output == "inner\n"
    assert not current_app


def test_with_appcontext_needs_a_flask_application(write: WriteFile) -> None:
    write("app.py", PLAIN)

    @click.command("show")
    @with_appcontext
    def show() -> None:
        pass

    result = CliRunner().invoke(show)
    assert result.exit_code == 2
    assert "The command 'show' needs a Flask application" in result.stderr


def test_script_info_loads_once(write: WriteFile) -> None:
    write("shop.py", SHOP)
    info = ScriptInfo("shop")
    assert info.load_app() is info.load_app()
    assert info.data == {}
    with pytest.raises(NoAppException):
        ScriptInfo("nothing").load_app()


def test_script_info_leaves_the_debug_flag_alone_if_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    app = Flask("x")
    app.debug = False
    ScriptInfo(create_app=lambda: app, set_debug_flag=False).load_app()
    assert not app.debug
    ScriptInfo(create_app=lambda: app).load_app()
    assert app.debug


def test_pass_script_info() -> None:
    @click.command()
    @pass_script_info
    def show(info: ScriptInfo) -> None:
        click.echo(type(info).__name__)

    assert CliRunner().invoke(show).output == "ScriptInfo\n"


def test_env_file(folder: Path, write: WriteFile, invoke: Invoke) -> None:
    write("shop.py", SHOP)
    write("settings.env", "FLASK_APP=shop:create_app('from-file')\n")
    assert invoke("-e", "settings.env", "hello").output == "hello from-file False\n"


def test_env_file_needs_python_dotenv(
    write: WriteFile, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("settings.env", "A=1\n")
    monkeypatch.setitem(__import__("sys").modules, "dotenv", None)
    result = invoke("-e", "settings.env", "routes")
    assert result.exit_code == 2
    assert "pip install python-dotenv" in result.stderr


def test_default_dotenv_files(write: WriteFile, invoke: Invoke) -> None:
    write("shop.py", SHOP)
    write(".flaskenv", "FLASK_APP=shop:create_app('public')\n")
    assert invoke("hello").output == "hello public False\n"
    assert "Greet the shop." in invoke("--help").output


def test_dotenv_files_can_be_skipped(write: WriteFile, invoke: Invoke) -> None:
    write("shop.py", SHOP)
    write(".flaskenv", "FLASK_APP=shop\n")
    assert invoke("hello", env={"FLASK_SKIP_DOTENV": "1"}).exit_code == 2
    assert "FLASK_APP" not in os.environ
