"""Describes the whole interface of a package that is Flask, or is like it.

Runs wherever the package runs; the descriptions are JSON, so they may be made in different places.
"""

from __future__ import annotations

import importlib
import inspect
import typing as t
from pathlib import Path

from .facts import Fact, describe_member, describe_name, literal, origin

#: The facts by what they are about: ``app.Flask.run``, ``config DEBUG``, ``cli run --host``, …
Description = dict[str, Fact]

#: What is public of the names that begin with underscores.
_SPECIAL = {"__call__", "__contains__", "__enter__", "__exit__", "__init__", "__iter__"}


def describe(package: str, like: Description | None = None) -> Description:
    """Describe a package.

    :param like: describe only what this has too; finds what the package doesn't list
    """
    wanted = None if like is None else set(like)
    facts: Description = {}
    # All of them first: a package has a name for each submodule that has been imported.
    for module_name, module in _modules(package, wanted).items():
        facts[f"module {module_name}"] = {"kind": "module"}
        _describe_module(facts, module, module_name, package, wanted)
    _describe_instances(facts, package, wanted)
    _describe_application(facts, package)
    _describe_commands(facts, importlib.import_module(f"{package}.cli").cli, "cli")
    return facts


def _modules(package: str, wanted: set[str] | None) -> dict[str, t.Any]:
    """The modules that there are, by their names below the package."""
    modules = {}
    for name in _module_names(package, wanted):
        try:
            modules[name] = importlib.import_module(f"{package}.{name}".rstrip("."))
        except ModuleNotFoundError:
            continue
    return modules


def _module_names(package: str, wanted: set[str] | None) -> list[str]:
    if wanted is not None:
        return sorted(key[7:] for key in wanted if key.startswith("module "))
    # By the files: pkgutil overlooks folders without an __init__.py, such as Flask's sansio.
    (folder,) = map(Path, importlib.import_module(package).__path__)
    found = (".".join(file.relative_to(folder).with_suffix("").parts) for file in _sources(folder))
    return sorted(name.removesuffix("__init__").rstrip(".") for name in found)


def _sources(folder: Path) -> t.Iterator[Path]:
    return (file for file in folder.rglob("*.py") if file.name != "__main__.py")


def _names(place: str, listed: t.Iterable[str], wanted: set[str] | None) -> list[str]:
    """The names to describe of a place: all that it lists, or those that are asked for."""
    if wanted is None:
        return sorted(listed)
    prefix = f"{place}."
    return sorted(
        key[len(prefix) :]
        for key in wanted
        if key.startswith(prefix) and "." not in key[len(prefix) :]
    )


def _describe_module(
    facts: Description, module: t.Any, place: str, package: str, wanted: set[str] | None
) -> None:
    public = (name for name in vars(module) if not name.startswith("_") and name != "annotations")
    for name in _names(place, public, wanted):
        try:
            value = getattr(module, name)
        except AttributeError:
            continue
        fact = facts[f"{place}.{name}"] = describe_name(value, package)
        # A class is described where it is defined; elsewhere it is known by its name.
        if fact["kind"] == "class" and (
            wanted is not None or value.__module__ == module.__name__ or not place
        ):
            _describe_class(facts, value, f"{place}.{name}", package, wanted)


def _describe_class(
    facts: Description, cls: type, place: str, package: str, wanted: set[str] | None
) -> None:
    own = (
        name
        for base in cls.__mro__
        if origin(base) == package
        for name in vars(base)
        if not name.startswith("_") or name in _SPECIAL
    )
    for name in _names(place, set(own), wanted):
        try:
            facts[f"{place}.{name}"] = describe_member(cls, name)
        except AttributeError:
            if hasattr(cls, name):
                facts[f"{place}.{name}"] = {"kind": "value", "settable": True}


def _samples(package: str) -> dict[str, t.Any]:
    """An instance of each class whose instances have attributes that the class has not."""

    def module(name: str) -> t.Any:
        return importlib.import_module(f"{package}.{name}")

    app = module("app").Flask("interface", root_path=".")
    blueprint = module("blueprints").Blueprint("blueprint", "interface", root_path=".")
    request_context = app.test_request_context("/")
    return {
        "app.Flask": app,
        "blueprints.Blueprint": blueprint,
        "blueprints.BlueprintSetupState": blueprint.make_setup_state(app, {}),
        "cli.AppGroup": module("cli").AppGroup(),
        "cli.FlaskGroup": module("cli").FlaskGroup(),
        "cli.ScriptInfo": module("cli").ScriptInfo(),
        "config.Config": app.config,
        "ctx.AppContext": app.app_context(),
        "ctx.RequestContext": request_context,
        "json.provider.DefaultJSONProvider": app.json,
        "json.tag.TaggedJSONSerializer": module("json.tag").TaggedJSONSerializer(),
        "sessions.SecureCookieSession": module("sessions").SecureCookieSession(),
        "templating.DispatchingJinjaLoader": app.create_global_jinja_loader(),
        "templating.Environment": app.jinja_env,
        "testing.EnvironBuilder": module("testing").EnvironBuilder(app),
        "testing.FlaskClient": app.test_client(),
        "testing.FlaskCliRunner": app.test_cli_runner(),
        "wrappers.Request": request_context.request,
        "wrappers.Response": app.response_class(),
    }


def _describe_instances(facts: Description, package: str, wanted: set[str] | None) -> None:
    for place, instance in _samples(package).items():
        public = [name for name in dir(instance) if not name.startswith("_")]
        for name in _names(f"{place}()", public, wanted):
            if name in public or hasattr(instance, name):
                method = inspect.ismethod(inspect.getattr_static(instance, name, None))
                facts[f"{place}().{name}"] = {"kind": "method" if method else "value"}


def _describe_application(facts: Description, package: str) -> None:
    app = importlib.import_module(package).Flask("interface", root_path=".")
    for key, value in app.config.items():
        facts[f"config {key}"] = {"value": literal(value)}
    for kind in ("globals", "filters", "tests", "extensions"):
        for name in getattr(app.jinja_env, kind):
            facts[f"template {kind} {name}"] = {}
    for option in ("autoescape", "auto_reload", "trim_blocks", "optimized", "is_async"):
        facts[f"template option {option}"] = {"value": literal(getattr(app.jinja_env, option))}
    for key, value in app.json.__dict__.items():
        facts[f"json {key}"] = {"value": literal(value)}
    with app.app_context():
        _describe_context(facts, app, "application")
    with app.test_request_context("/"):
        _describe_context(facts, app, "request")
    for rule in app.url_map.iter_rules():
        facts[f"rule {rule.rule}"] = {
            "endpoint": rule.endpoint,
            "methods": sorted(rule.methods or ()),
        }


def _describe_context(facts: Description, app: t.Any, kind: str) -> None:
    context: dict[str, t.Any] = {}
    app.update_template_context(context)
    for name in context:
        facts[f"template variable {name} in a {kind} context"] = {}
    for name in app.make_shell_context():
        facts[f"shell variable {name}"] = {}


def _describe_commands(facts: Description, command: t.Any, place: str) -> None:
    for param in command.params:
        for spelling in (*param.opts, *param.secondary_opts):
            facts[f"{place} {spelling}"] = {
                "name": param.name,
                "type": param.type.name,
                "flag": param.is_flag,
                "multiple": param.multiple,
                "required": param.required,
                "arguments": param.nargs,
                "default": literal(param.default),
                "variable": literal(param.envvar),
                "eager": param.is_eager,
                "hidden": param.hidden,
            }
    for name, sub in getattr(command, "commands", {}).items():
        facts[f"{place} {name}"] = {"kind": "command"}
        _describe_commands(facts, sub, f"{place} {name}")
