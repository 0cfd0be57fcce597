"""Blueprints: routes and functions that are recorded now and registered on an application later."""

from __future__ import annotations

import os
import typing as t
from collections import defaultdict
from functools import update_wrapper

from .. import typing as ft
from .._lazy import re_exports
from ..templating import _default_template_ctx_processor
from ._app_hooks import AppHooks
from ._setup import setupmethod
from .scaffold import Scaffold, _endpoint_from_view_func

if t.TYPE_CHECKING:
    from .app import App

#: A function that :meth:`Blueprint.record` takes.
DeferredSetupFunction = t.Callable[["BlueprintSetupState"], None]


class BlueprintSetupState:
    """One registration of a blueprint on an application, as recorded functions see it.

    :param options: what was passed to ``register_blueprint``
    :param first_registration: this is the first of that blueprint on that application
    """

    def __init__(
        self, blueprint: Blueprint, app: App, options: t.Any, first_registration: bool
    ) -> None:
        #: The application that the blueprint is registered on.
        self.app = app
        #: The blueprint.
        self.blueprint = blueprint
        self.options = options
        self.first_registration = first_registration

        subdomain = options.get("subdomain")
        #: For each rule; the blueprint's own unless the registration gave one.
        self.subdomain: str | None = blueprint.subdomain if subdomain is None else subdomain
        url_prefix = options.get("url_prefix")
        #: Begins the path of each rule; the blueprint's own unless the registration gave one.
        self.url_prefix: str | None = blueprint.url_prefix if url_prefix is None else url_prefix
        #: The name it is registered under.
        self.name: str = options.get("name", blueprint.name)
        #: The name of the blueprint it is nested in; empty when it isn't.
        self.name_prefix: str = options.get("name_prefix", "")
        #: Values for each rule: the blueprint's own, and above them the registration's.
        self.url_defaults: dict[str, t.Any] = {
            **blueprint.url_values_defaults,
            **(options.get("url_defaults") or {}),
        }

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        **options: t.Any,
    ) -> None:
        """Register a rule on the application, below the blueprint's prefix, name and subdomain."""
        if self.url_prefix is not None:
            rule = _join_path(self.url_prefix, rule) if rule else self.url_prefix
        options.setdefault("subdomain", self.subdomain)
        if endpoint is None:
            endpoint = _endpoint_from_view_func(view_func)
        defaults = {**self.url_defaults, **(options.pop("defaults", None) or {})}
        self.app.add_url_rule(
            rule,
            _join_name(self.name_prefix, self.name, endpoint),
            view_func,
            defaults=defaults,
            **options,
        )


class Blueprint(AppHooks, Scaffold):
    """Base of :class:`~hipflask.Blueprint`, which documents the parameters."""

    _got_registered_once = False

    def __init__(
        self,
        name: str,
        import_name: str,
        static_folder: str | os.PathLike[str] | None = None,
        static_url_path: str | None = None,
        template_folder: str | os.PathLike[str] | None = None,
        url_prefix: str | None = None,
        subdomain: str | None = None,
        url_defaults: dict[str, t.Any] | None = None,
        root_path: str | None = None,
        cli_group: t.Any = ...,
    ) -> None:
        super().__init__(
            import_name=import_name,
            static_folder=static_folder,
            static_url_path=static_url_path,
            template_folder=template_folder,
            root_path=root_path,
        )
        if not name:
            raise ValueError("A blueprint's name must not be empty: endpoints begin with it.")
        if "." in name:
            raise ValueError("A blueprint's name must not contain a dot '.', which nesting uses.")
        self.name = name
        #: Begins the path of each rule.
        self.url_prefix = url_prefix
        #: For each rule.
        self.subdomain = subdomain
        #: Called with the :class:`BlueprintSetupState` of each registration.
        self.deferred_functions: list[DeferredSetupFunction] = []
        #: Values for each rule.
        self.url_values_defaults: dict[str, t.Any] = url_defaults or {}
        #: Name of the group of its commands: its own name when ``...``; ``None`` for no group.
        self.cli_group = cli_group
        # As the application has it: what that says of 'request' doesn't hold in a blueprint.
        self.template_context_processors[None] = [_default_template_ctx_processor]
        self._blueprints: list[tuple[Blueprint, dict[str, t.Any]]] = []

    def _check_setup_finished(self, f_name: str) -> None:
        if self._got_registered_once:
            raise AssertionError(
                f"The setup method '{f_name}' was called on the blueprint '{self.name}' after it"
                " was registered, so the change would not apply. Make every import, decorator and"
                " call that sets the blueprint up come before 'register_blueprint'."
            )

    @setupmethod
    def record(self, func: DeferredSetupFunction) -> None:
        """Call a function with the state of each registration."""
        self.deferred_functions.append(func)

    @setupmethod
    def record_once(self, func: DeferredSetupFunction) -> None:
        """Call a function with the state of the first registration on each application."""

        def wrapper(state: BlueprintSetupState) -> None:
            if state.first_registration:
                func(state)

        self.record(update_wrapper(wrapper, func))

    def make_setup_state(
        self, app: App, options: dict[str, t.Any], first_registration: bool = False
    ) -> BlueprintSetupState:
        """Make what recorded functions are called with."""
        return BlueprintSetupState(self, app, options, first_registration)

    @setupmethod
    def register_blueprint(self, blueprint: Blueprint, **options: t.Any) -> None:
        """Nest another blueprint: it is registered below this one's name, prefix and subdomain.

        :param options: as for :meth:`App.register_blueprint <hipflask.Flask.register_blueprint>`
        :raises ValueError: the blueprint is this one
        """
        if blueprint is self:
            raise ValueError("A blueprint can't be registered on itself.")
        self._blueprints.append((blueprint, options))

    def register(self, app: App, options: dict[str, t.Any]) -> None:
        """Register on an application; called by its ``register_blueprint``.

        :raises ValueError: the name is taken
        """
        name = _join_name(options.get("name_prefix", ""), options.get("name", self.name))
        if name in app.blueprints:
            raise ValueError(_name_taken(self, app.blueprints[name], name))
        is_first = not any(blueprint is self for blueprint in app.blueprints.values())
        app.blueprints[name] = t.cast(t.Any, self)
        self._got_registered_once = True
        state = self.make_setup_state(app, options, is_first)

        if self.has_static_folder:
            state.add_url_rule(
                f"{self.static_url_path}/<path:filename>",
                view_func=self.send_static_file,  # type: ignore[attr-defined]  # of the subclass
                endpoint="static",
            )
        self._merge_functions(app, name)
        for deferred in self.deferred_functions:
            deferred(state)
        self._register_commands(app, options, name)
        for blueprint, nested_options in self._blueprints:
            blueprint.register(app, _nested_options(blueprint, nested_options, state, name))

    def _register_commands(self, app: t.Any, options: dict[str, t.Any], name: str) -> None:
        """Add the commands of ``cli``, if it was used at all, to the application's."""
        commands = self.__dict__.get("cli")
        if commands is None or not commands.commands:
            return
        group = options.get("cli_group", self.cli_group)
        if group is None:
            app.cli.commands.update(commands.commands)
            return
        commands.name = name if group is ... else group
        app.cli.add_command(commands)

    def _merge_functions(self, app: App, name: str) -> None:
        """Add the functions registered here to the application's, under the blueprint's name."""

        def scoped(key: str | None) -> str:
            return name if key is None else f"{name}.{key}"

        for key, by_code in self.error_handler_spec.items():
            spec = app.error_handler_spec[scoped(key)] = defaultdict(dict)
            for code, handlers in by_code.items():
                spec[code] = dict(handlers)
        for endpoint, func in self.view_functions.items():
            app.view_functions[endpoint] = func
        for attribute in (
            "before_request_funcs",
            "after_request_funcs",
            "teardown_request_funcs",
            "url_default_functions",
            "url_value_preprocessors",
            "template_context_processors",
        ):
            target = getattr(app, attribute)
            for key, functions in getattr(self, attribute).items():
                target.setdefault(scoped(key), []).extend(functions)

    @setupmethod
    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        **options: t.Any,
    ) -> None:
        if endpoint and "." in endpoint:
            raise ValueError("'endpoint' must not contain a dot '.'.")
        if view_func is not None and "." in getattr(view_func, "__name__", ""):
            raise ValueError("The name of 'view_func' must not contain a dot '.'.")

        def deferred(state: BlueprintSetupState) -> None:
            state.add_url_rule(
                rule,
                endpoint,
                view_func,
                provide_automatic_options=provide_automatic_options,
                **options,
            )

        self.record(deferred)


def _join_name(*parts: str) -> str:
    return ".".join(parts).lstrip(".")


def _join_path(prefix: str, path: str) -> str:
    return f"{prefix.rstrip('/')}/{path.lstrip('/')}"


def _name_taken(blueprint: Blueprint, other: t.Any, name: str) -> str:
    which = "this" if other is blueprint else "a different"
    return (
        f"The name {name!r} is already registered for {which} blueprint. Pass 'name=' to"
        " register_blueprint to give it a name of its own."
    )


def _nested_options(
    blueprint: Blueprint, options: dict[str, t.Any], parent: BlueprintSetupState, name: str
) -> dict[str, t.Any]:
    """The options of a nested blueprint: its own, below those of the one it is nested in."""
    options = dict(options)
    prefix = options.get("url_prefix")
    if prefix is None:
        prefix = blueprint.url_prefix
    if parent.url_prefix is not None:
        prefix = parent.url_prefix if prefix is None else _join_path(parent.url_prefix, prefix)
    if prefix is not None:
        options["url_prefix"] = prefix

    subdomain = options.get("subdomain")
    if subdomain is None:
        subdomain = blueprint.subdomain
    if parent.subdomain is not None:
        subdomain = parent.subdomain if subdomain is None else f"{subdomain}.{parent.subdomain}"
    if subdomain is not None:
        options["subdomain"] = subdomain

    options["name_prefix"] = name
    return options


if not t.TYPE_CHECKING:
    __getattr__ = re_exports(__name__)
