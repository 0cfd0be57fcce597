"""Blueprints within blueprints: their errors, files, templates and commands."""

from __future__ import annotations

import tempfile
import typing as t
from functools import partial
from pathlib import Path

from ._common import make_app, make_blueprint, outcome, scenario, seen


@scenario
def errors_of_nested_blueprints(flask: t.Any) -> t.Any:
    """The innermost blueprint's handler goes first; one for 404 sees only its own views' errors."""
    result: list[t.Any] = []
    places = ["inner", "outer", "app"]
    for missing in ([], ["inner"], ["inner", "outer"], ["outer"]):
        app = make_app(flask)
        app.logger.disabled = True
        outer = make_blueprint(flask, "outer", url_prefix="/outer")
        inner = make_blueprint(flask, "inner", url_prefix="/inner")
        scaffolds: dict[str, t.Any] = {"app": app, "outer": outer, "inner": inner}
        for place in places:
            if place in missing:
                continue
            for what in (404, 405, KeyError, 500):

                def handler(e: t.Any, place: str = place, what: t.Any = what) -> t.Any:
                    original = getattr(e, "original_exception", None)
                    return f"{place} {what} {type(e).__name__} {original!r}", 418

                scaffolds[place].register_error_handler(what, handler)
        for scaffold in (app, outer, inner):

            @scaffold.route("/fail/<what>")
            def fail(what: str) -> t.Any:
                if what == "key":
                    raise KeyError(what)
                if what == "value":
                    raise ValueError(what)
                flask.abort(int(what))

        outer.register_blueprint(inner)
        app.register_blueprint(outer)
        client = app.test_client()
        for prefix in ("", "/outer", "/outer/inner"):
            for path in ("/fail/key", "/fail/value", "/fail/404", "/none"):
                result.append(seen(client.get(prefix + path)))
            result.append(seen(client.post(f"{prefix}/fail/key")))
    return result


def note_response(log: list[t.Any], name: str, response: t.Any) -> t.Any:
    log.append(("after", name))
    return response


def note_state(log: list[t.Any], what: str, state: t.Any) -> None:
    log.append((what, state.blueprint.name, state.name_prefix, state.first_registration))


@scenario
def app_wide_functions_of_nested_blueprints(flask: t.Any) -> t.Any:
    app = make_app(flask)
    log: list[t.Any] = []
    outer = make_blueprint(flask, "outer", url_prefix="/outer")
    inner = make_blueprint(flask, "inner", url_prefix="/<part>")
    for blueprint in (outer, inner):
        name = blueprint.name
        blueprint.before_app_request(lambda name=name: log.append(("before", name)))
        blueprint.after_app_request(partial(note_response, log, name))
        blueprint.teardown_app_request(lambda e, name=name: log.append(("teardown", name)))
        blueprint.app_context_processor(lambda name=name: {f"from_{name}": name, "who": name})
        blueprint.context_processor(lambda name=name: {"own": name})
        blueprint.app_url_value_preprocessor(lambda e, v, name=name: log.append((name, e, v)))
        blueprint.app_url_defaults(lambda e, v, name=name: v.update(q=v.get("q", name)))
        blueprint.url_defaults(lambda e, v, name=name: v.update({name: 1}))
        blueprint.app_errorhandler(404)(lambda e, name=name: (f"404 by {name}", 404))
        blueprint.app_template_filter(f"filter_{name}")(partial("{1}{0}".format, name))
        blueprint.app_template_test(f"test_{name}")(lambda v, name=name: v == name)
        blueprint.app_template_global(f"global_{name}")(lambda name=name: name)
        blueprint.add_app_template_filter(lambda v: v * 2, f"twice_{name}")
        blueprint.record(partial(note_state, log, "record"))
        blueprint.record_once(partial(note_state, log, "once"))

    source = (
        "{{ from_outer }} {{ from_inner }} {{ who }} {{ own }} {{ 1|filter_outer }}"
        "{{ 'inner' is test_inner }}{{ global_outer() }}{{ 2|twice_inner }}"
    )

    @app.route("/")
    @outer.route("/")
    @inner.route("/page")
    def page(part: str = "-") -> t.Any:
        urls = [flask.url_for("page"), flask.url_for("outer.inner.page", part="p")]
        return flask.render_template_string(source) + repr(urls)

    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    app.register_blueprint(outer, name="second", url_prefix="/second")
    client = app.test_client()
    paths = ("/", "/outer/", "/outer/x/page", "/second/x/page", "/none", "/outer/x/none")
    return [seen(client.get(path)) for path in paths], log


@scenario
def files_of_blueprints(flask: t.Any) -> t.Any:
    """The application's templates go before a blueprint's, and earlier blueprints before later."""
    with tempfile.TemporaryDirectory() as folder:
        for place in ("app", "one", "two"):
            templates, static = Path(folder, place, "pages"), Path(folder, place, "assets")
            templates.mkdir(parents=True)
            static.mkdir()
            (static / "file.txt").write_text(place)
            (templates / f"{place}.html").write_text(place)
            if place != "app":
                (templates / "both.html").write_text(f"both of {place}")
                (templates / "all.html").write_text(f"all of {place}")
        Path(folder, "app", "pages", "all.html").write_text("{% include 'both.html' %} by app")
        app = make_app(
            flask,
            root_path=str(Path(folder, "app")),
            template_folder="pages",
            static_folder="assets",
            static_url_path="/files",
        )
        for place in ("one", "two"):
            blueprint = flask.Blueprint(
                place,
                place,
                root_path=str(Path(folder, place)),
                template_folder="pages",
                static_folder="assets",
                static_url_path="/s" if place == "one" else None,
                url_prefix=f"/{place}",
            )
            blueprint.add_url_rule("/url", "url", lambda: flask.url_for(".static", filename="f"))
            app.register_blueprint(blueprint)
        client = app.test_client()
        paths = ["/files/file.txt", "/one/s/file.txt", "/two/assets/file.txt", "/two/s/file.txt"]
        result = [seen_file(client.get(path)) for path in (*paths, "/one/url", "/two/url")]
        with app.test_request_context("/two/url"):
            for name in ("app.html", "one.html", "two.html", "both.html", "all.html", "none.html"):
                result.append(outcome(partial(flask.render_template, name)))
            result.append(flask.render_template(["none.html", "two.html"]))
            result.append(sorted(app.jinja_env.list_templates()))
            result.append(sorted(app.jinja_env.list_templates(extensions=["none"])))
        return result


def seen_file(response: t.Any) -> t.Any:
    status, headers, data = seen(response)
    return status, [header for header in headers if header[0] != "ETag"], data


@scenario
def commands_of_blueprints(flask: t.Any) -> t.Any:
    import click

    result: list[t.Any] = []
    for options in ({}, {"cli_group": None}, {"cli_group": "other"}):
        for registration in ({}, {"cli_group": "late"}, {"name": "named"}, {"cli_group": None}):
            app = make_app(flask)
            outer = make_blueprint(flask, "outer")
            inner = make_blueprint(flask, "inner", **options)

            @inner.cli.command("say")
            @click.argument("word")
            def say(word: str) -> None:
                click.echo(f"{word} {flask.current_app.name}")

            @outer.cli.command("plain", with_appcontext=False)
            def plain() -> None:
                click.echo(str(flask.has_app_context()))

            outer.register_blueprint(inner)
            app.register_blueprint(outer)
            app.register_blueprint(inner, **{"name": "again", **registration})
            names = {
                name: sorted(getattr(command, "commands", ()))
                for name, command in app.cli.commands.items()
            }
            runner = app.test_cli_runner()
            outputs = [
                (done.exit_code, done.output if done.exit_code == 0 else None)
                for done in (
                    runner.invoke(args=["outer", "plain"]),
                    runner.invoke(args=["say", "x"]),
                    runner.invoke(args=["late", "say", "x"]),
                    runner.invoke(args="other say x"),
                    runner.invoke(plain),
                    runner.invoke(say, ["y"]),
                )
            ]
            result.append((names, outputs))
    return result
