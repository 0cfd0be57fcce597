"""Configuration, contexts, commands and test clients, and the types that come out of them."""

from __future__ import annotations

import logging
import tomllib
import typing as t
from datetime import timedelta
from pathlib import Path

import click
from click.testing import Result
from werkzeug.datastructures import FileStorage, ImmutableMultiDict
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

import hipflask
from hipflask import Blueprint, Config, Flask, Markup, Request, current_app, g, request, session
from hipflask.cli import AppGroup, FlaskGroup, ScriptInfo, pass_script_info, with_appcontext
from hipflask.ctx import AppContext, RequestContext
from hipflask.globals import app_ctx, request_ctx
from hipflask.json.provider import JSONProvider
from hipflask.sessions import SessionInterface, SessionMixin
from hipflask.testing import FlaskClient, FlaskCliRunner


def create_app(settings: t.Mapping[str, t.Any] | None = None) -> Flask:
    app = Flask(
        __name__,
        root_path=Path(__file__).parent.as_posix(),
        static_folder=Path("static"),
        instance_relative_config=True,
    )
    app.config.from_mapping(settings, SECRET_KEY="key")
    app.config.from_file("settings.toml", load=tomllib.load, text=False, silent=True)
    app.config.from_prefixed_env("HIPFLASK_TYPED")
    app.config.from_pyfile(Path("settings.py"), silent=True)
    app.secret_key = b"key"
    app.testing = True
    app.permanent_session_lifetime = timedelta(hours=1)
    return app


app = create_app({"PAGE_SIZE": 10})

t.assert_type(app.config, Config)
t.assert_type(app.config["PAGE_SIZE"], t.Any)
t.assert_type(app.config.get_namespace("SESSION_"), dict[str, t.Any])
t.assert_type(app.secret_key, str | bytes | None)
t.assert_type(app.testing, bool)
t.assert_type(app.debug, bool)
t.assert_type(app.permanent_session_lifetime, timedelta)
t.assert_type(app.name, str)
t.assert_type(app.root_path, str)
t.assert_type(app.instance_path, str)
t.assert_type(app.static_folder, str | None)
t.assert_type(app.logger, logging.Logger)
t.assert_type(app.extensions, dict[str, t.Any])
t.assert_type(app.json, JSONProvider)
t.assert_type(app.session_interface, SessionInterface)
t.assert_type(app.cli, AppGroup)
t.assert_type(app.app_context(), AppContext)
t.assert_type(app.test_request_context("/", method="POST", json={"a": 1}), RequestContext)
t.assert_type(Blueprint("bp", __name__).cli, AppGroup)


@app.get("/")
def index() -> str:
    t.assert_type(current_app, Flask)
    t.assert_type(app_ctx, AppContext)
    t.assert_type(request_ctx, RequestContext)
    t.assert_type(request, Request)
    t.assert_type(session, SessionMixin)
    t.assert_type(session.permanent, bool)
    t.assert_type(session.get("name"), t.Any | None)
    t.assert_type(request.args.get("page", 1, type=int), int)
    t.assert_type(request.form, ImmutableMultiDict[str, str])
    t.assert_type(request.files, ImmutableMultiDict[str, FileStorage])
    t.assert_type(request.get_json(silent=True), t.Any | None)
    t.assert_type(request.endpoint, str | None)
    t.assert_type(request.blueprint, str | None)
    t.assert_type(request.blueprints, list[str])
    t.assert_type(request.view_args, dict[str, t.Any] | None)
    t.assert_type(request.url_rule, Rule | None)
    t.assert_type(request.max_content_length, int | None)
    t.assert_type(hipflask.has_request_context(), bool)
    t.assert_type(hipflask.escape("<"), Markup)
    g.name = "anything"
    t.assert_type(g.name, t.Any)
    t.assert_type(g.get("name", None), t.Any)
    t.assert_type("name" in g, bool)
    session.permanent = True
    session["name"] = g.name
    request.max_content_length = 1024
    hipflask.flash("done", "info")
    return str(hipflask.get_flashed_messages(with_categories=True))


@app.cli.command("greet")
@click.argument("name")
@click.option("--loud", is_flag=True)
def greet(name: str, loud: bool) -> None:
    click.echo(f"{current_app.name} greets {name.upper() if loud else name}")


@click.command("standalone")
@with_appcontext
def standalone() -> None:
    click.echo(current_app.name)


@click.command("informed")
@pass_script_info
def informed(info: ScriptInfo) -> None:
    t.assert_type(info.load_app(), Flask)


group = AppGroup("database")
app.cli.add_command(group)
cli = FlaskGroup(create_app=create_app)


def use_client(app: Flask) -> None:
    client = app.test_client()
    t.assert_type(client, FlaskClient)
    with client, client.session_transaction() as opened:
        t.assert_type(opened, SessionMixin)
        opened["name"] = "one"
    response = client.get("/", query_string={"page": 2}, headers={"X-One": "1"})
    t.assert_type(response, TestResponse)
    t.assert_type(response.status_code, int)
    t.assert_type(response.get_json(silent=True), t.Any | None)


def use_runner(app: Flask) -> None:
    runner = app.test_cli_runner()
    t.assert_type(runner, FlaskCliRunner)
    result = runner.invoke(args=["greet", "--loud", "you"])
    t.assert_type(result, Result)
    assert "greets YOU" in result.output


def use_contexts(app: Flask) -> None:
    with app.app_context() as context, app.test_request_context("/?page=2") as request_context:
        t.assert_type(context.app, Flask)
        t.assert_type(request_context.request, Request)
        t.assert_type(request_context.session, SessionMixin)
        t.assert_type(app.url_for("index", page=2, _scheme="https", _external=True), str)
        t.assert_type(app.full_dispatch_request().status_code, int)
