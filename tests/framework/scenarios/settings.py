"""Configuration from everywhere, templates' settings, JSON providers and loggers."""

from __future__ import annotations

import importlib
import json
import os
import tempfile
import tomllib
import typing as t
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from ._common import make_app, make_blueprint, outcome, scenario, seen


@contextmanager
def environment(**variables: str) -> t.Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@scenario
def prefixed_environment(flask: t.Any) -> t.Any:
    variables = {
        "P_TEXT": "text", "P_NUMBER": "1.5", "P_TRUE": "true", "P_PYTHON": "True", "P_NONE": "null",
        "P_LIST": "[1, {}]", "P_EMPTY": "", "P_lower": "1", "P_A__B": "1", "P_A__C__D": '"x"',
        "P_A__C__E": "{", "P___X": "1", "P_TRAILING__": "2", "Q_OTHER": "4",
        "P_TESTING": "1", "P_OLD__NEW": "5",
    }  # fmt: skip
    result: list[t.Any] = []
    with environment(**variables):
        for options in ({}, {"loads": int}, {"loads": str.upper}):
            config = make_app(flask).config
            config["OLD"] = {"KEPT": 1}
            before = dict(config)
            result.append(config.from_prefixed_env("P", **options))
            result.append({k: v for k, v in config.items() if before.get(k, "none") != v})
    with environment(FLASK_OWN="1", FLASK_SECRET_KEY='"quoted"'):
        config = make_app(flask).config
        result.append((config.from_prefixed_env(), config["OWN"], config["SECRET_KEY"]))
    return result


def loading(config: t.Any, folder: Path) -> list[t.Callable[[], t.Any]]:
    """Ways of filling a configuration, some of them mistaken."""
    return [
        lambda: config.from_pyfile("own.cfg"),
        lambda: config.from_pyfile(folder / "own.cfg"),
        lambda: config.from_pyfile("none.cfg"),
        lambda: config.from_pyfile("none.cfg", silent=True),
        lambda: config.from_pyfile(folder, silent=True),
        lambda: config.from_pyfile(str(folder / "broken.cfg")),
        lambda: config.from_pyfile(str(folder / "raises.cfg")),
        lambda: config.from_pyfile(str(folder / "own.cfg" / "deeper"), silent=True),
        lambda: config.from_file(folder / "c.json", json.load),
        lambda: config.from_file(folder / "c.toml", load=tomllib.load, text=False),
        lambda: config.from_file(folder / "c.toml", load=tomllib.load),
        lambda: config.from_file(folder / "list.json", json.load),
        lambda: config.from_file("none.json", json.load, silent=True),
        lambda: config.from_file("none.json", json.load),
        lambda: config.from_file(folder, json.load, silent=True),
        lambda: config.from_envvar("OWN_CONFIG"),
        lambda: config.from_envvar("OWN_EMPTY"),
        lambda: config.from_envvar("OWN_EMPTY", silent=True),
        lambda: config.from_envvar("OWN_MISSING"),
        lambda: config.from_envvar("OWN_MISSING", silent=True),
        lambda: config.from_object("json.decoder"),
        lambda: config.from_object("json:JSONDecoder"),
        lambda: config.from_object("no_module.x"),
        lambda: config.from_mapping({"M": 1}, N=2),
        lambda: config.from_mapping([("M", 3)]),
        lambda: config.from_mapping({"a": 1}, {"b": 2}),
        lambda: config.get_namespace("M"),
        lambda: config.get_namespace("SESSION_COOKIE_", trim_namespace=False),
    ]


@scenario
def configuration_files(flask: t.Any) -> t.Any:
    result: list[t.Any] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "instance").mkdir()
        (folder / "instance" / "own.cfg").write_text("WHERE = 'instance'\nSECRET_KEY = b'x'\n")
        (folder / "own.cfg").write_text("WHERE = 'root'\nfrom os import path as P\nlower = 1\n")
        (folder / "broken.cfg").write_text("A = 1 +\n")
        (folder / "raises.cfg").write_text("A = 1\nraise ValueError\n")
        (folder / "c.json").write_text('{"J": 1, "lower": 2}')
        (folder / "c.toml").write_text("T = 1\n[NESTED]\nx = [1]\n")
        (folder / "list.json").write_text("[1]")
        for relative in (False, True):
            app = make_app(
                flask,
                root_path=name,
                instance_path=str(folder / "instance"),
                instance_relative_config=relative,
            )
            config = app.config
            calls = loading(app.config, folder)
            with environment(
                OWN_CONFIG=str(folder / "own.cfg"),
                OWN_EMPTY="",
                OWN_MISSING=str(folder / "missing"),
            ):
                for call in calls:
                    result.append((outcome(call), config.get("WHERE"), len(config)))
    return result


@scenario
def environment_of_templates(flask: t.Any) -> t.Any:
    templating = importlib.import_module(f"{flask.__name__}.templating")

    class Own(templating.Environment):  # type: ignore[misc,name-defined]
        pass

    class App(flask.Flask):  # type: ignore[misc]
        jinja_environment = Own
        jinja_options = {"trim_blocks": True, "autoescape": False}  # noqa: RUF012

        def select_jinja_autoescape(self, filename: str | None) -> bool:
            return filename is None

    result: list[t.Any] = []
    for app in (App("own", root_path="."), make_app(flask)):
        for auto_reload, debug in ((None, False), (None, True), (True, False), (False, True)):
            app.config["TEMPLATES_AUTO_RELOAD"] = auto_reload
            app.debug = debug
            app.__dict__.pop("jinja_env", None)
            environment_ = app.jinja_env
            result.append((environment_.auto_reload, environment_.trim_blocks))
            app.debug = not debug
            result.append(environment_.auto_reload)
        result.append((type(app.jinja_env).__name__, app.jinja_env.app is app))
        result.append(sorted(set(app.jinja_env.globals) | set(app.jinja_env.filters)))
        with app.test_request_context("/"):
            result.append(flask.render_template_string("{% if 1 %}\n{{ '<' }}{% endif %}"))
    return result


@scenario
def variables_of_templates(flask: t.Any) -> t.Any:
    """What is given goes before processors, a blueprint's processors before the application's."""
    app = make_app(flask)
    bp = make_blueprint(flask, "bp", url_prefix="/bp")
    app.context_processor(lambda: {"a": "app", "b": "app", "request": "own"})
    app.context_processor(lambda: {"b": "app again", "c": "app"})
    bp.context_processor(lambda: {"c": "bp", "d": "bp"})
    source = "{{ a }} {{ b }} {{ c }} {{ d }} {{ request }}"

    @app.route("/")
    @bp.route("/")
    def view() -> t.Any:
        return flask.render_template_string(source, a=flask.request.args.get("a"))

    @app.route("/macro")
    def macro() -> t.Any:
        template = app.jinja_env.from_string(
            "{% macro m(x) %}{{ x }} {{ config.X }}{% endmacro %}{% set v = 1 %}"
        )
        return flask.render_template(template, v=2) + repr(template.module.v)  # type: ignore[attr-defined]

    app.register_blueprint(bp)
    client = app.test_client()
    result = [seen(client.get(path)) for path in ("/?a=given", "/bp/?a=given", "/", "/macro")]
    for context in (app.app_context(), app.test_request_context("/bp/")):
        with context:
            given: dict[str, t.Any] = {"a": "given"}
            app.update_template_context(given)
            result.append([(key, str(given[key])) for key in sorted(given) if key != "g"])
    with tempfile.TemporaryDirectory() as name:
        Path(name, "templates").mkdir()
        Path(name, "templates", "m.html").write_text("{% macro m(x) %}<{{ x }}>{% endmacro %}")
        app = make_app(flask, root_path=name)
        with app.app_context():
            result.append(flask.get_template_attribute("m.html", "m")("&"))
            result.append(outcome(lambda: flask.get_template_attribute("m.html", "none")))
            result.append(outcome(lambda: "".join(flask.stream_template("m.html"))))
    return result


@scenario
def providers_of_json(flask: t.Any) -> t.Any:
    provider = importlib.import_module(f"{flask.__name__}.json.provider")

    class Own(provider.JSONProvider):  # type: ignore[misc,name-defined]
        def dumps(self, obj: t.Any, **kwargs: t.Any) -> str:
            return f"dumped {sorted(kwargs)} {obj!r}"

        def loads(self, s: t.Any, **kwargs: t.Any) -> t.Any:
            return ["loaded", s if isinstance(s, str) else s.decode(), sorted(kwargs)]

    class App(flask.Flask):  # type: ignore[misc]
        json_provider_class = Own

    app = App("own", root_path=".")
    app.secret_key = "key"

    @app.route("/", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    def view() -> t.Any:
        return {"json": flask.request.get_json(silent=True)}

    client = app.test_client()
    result: list[t.Any] = [seen(client.get("/")), seen(client.post("/", json={"a": 1}))]
    result.append(client.get("/").json)
    with app.app_context():
        for call in (
            partial(flask.jsonify, 1, 2), partial(flask.jsonify, a=1), flask.jsonify,
            partial(flask.jsonify, [1]), partial(flask.jsonify, None),
        ):  # fmt: skip
            result.append(seen(call()))
        result.append((flask.json.dumps(1, indent=2), flask.json.loads("x", own=1)))
        result.append(
            flask.render_template_string("{{ {'a': 1}|tojson }} {{ 1|tojson(indent=1) }}")
        )
    standard = make_app(flask)
    standard.json.mimetype = "application/own"  # type: ignore[attr-defined]
    for debug, compact in ((False, None), (True, None), (True, True), (False, False)):
        standard.debug = debug
        standard.json.compact = compact  # type: ignore[attr-defined]
        with standard.test_request_context("/?pretty"):
            result.append(seen(flask.jsonify(b=[1], a={"ä": "<>&'"})))
            result.append(flask.render_template_string("{{ x|tojson }}", x={"ä": "<>&'"}))
    return result


@scenario
def loggers(flask: t.Any) -> t.Any:
    import logging

    handler = importlib.import_module(f"{flask.__name__}.logging").default_handler
    result: list[t.Any] = []
    for debug in (False, True):
        for level in (0, logging.ERROR):
            for own_handler in (False, True):
                name = f"own{flask.__name__}{debug}{level}{own_handler}"
                logging.getLogger(name).setLevel(level)
                root = logging.getLogger(name)
                root.propagate = False
                if own_handler:
                    root.addHandler(logging.NullHandler())
                app = flask.Flask(name, root_path=".")
                app.debug = debug
                logger = app.logger
                kinds = [type(handler).__name__ for handler in logger.handlers]
                result.append((logger.level, kinds, handler in logger.handlers))
                result.append((logger is app.logger, logger.name == name))
    return result
