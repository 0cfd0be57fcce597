"""Names that are found when they are first used, to keep imports light and without cycles."""

from __future__ import annotations

import typing as t

_MODULES = frozenset({"cli", "logging", "debughelpers", "testing", "views"})


def package_attribute(name: str) -> t.Any:
    """Find an attribute that the package lacks (PEP 562).

    :raises AttributeError: it is neither ``__version__`` nor one of the modules
    """
    if name == "__version__":
        import importlib.metadata

        return importlib.metadata.version("hipflask")
    if name in _MODULES:
        import importlib

        return importlib.import_module(f"hipflask.{name}")
    raise AttributeError(f"module 'hipflask' has no attribute {name!r}")


class LazyClass:
    """A class that is an attribute of another class, imported when it is first looked at.

    :param module: where it is, below the package
    :param name: its name there
    """

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    def __get__(self, instance: object, owner: type[t.Any]) -> t.Any:
        import importlib

        return getattr(importlib.import_module(f"hipflask.{self._module}"), self._name)


_FILTERS = dict.fromkeys(
    ("T_template_filter", "T_template_global", "T_template_test"), "sansio._filters"
)
_HOOKS = dict.fromkeys(
    (
        "T_after_request",
        "T_before_request",
        "T_error_handler",
        "T_teardown",
        "T_template_context_processor",
        "T_url_defaults",
        "T_url_value_preprocessor",
    ),
    "sansio._hooks",
)
# What Flask's users import from a module of Flask that doesn't define it, and where it is here.
_ELSEWHERE = {
    "app": {
        "App": "sansio.app",
        "Environment": "_environment",
        "T_shell_context_processor": "sansio.app",
        "T_teardown": "sansio.app",
        **_FILTERS,
        "current_app": "globals",
        "g": "globals",
        "get_debug_flag": "helpers",
        "get_flashed_messages": "helpers",
        "get_load_dotenv": "helpers",
        "got_request_exception": "signals",
        "request": "globals",
        "request_ctx": "globals",
        "send_from_directory": "helpers",
        "session": "globals",
    },
    "blueprints": {
        "AppGroup": "cli",
        "current_app": "globals",
        "send_from_directory": "helpers",
    },
    "debughelpers": {"App": "sansio.app", "Blueprint": "blueprints"},
    "helpers": {"request": "globals"},
    "json": {"current_app": "globals"},
    "logging": {"request": "globals"},
    "templating": {
        "DispatchingJinjaLoader": "_environment",
        "Environment": "_environment",
        "g": "globals",
        "request": "globals",
        "session": "globals",
        "stream_with_context": "helpers",
    },
    "testing": {"ScriptInfo": "cli", "SessionMixin": "sessions"},
    "views": {"F": "sansio._setup"},
    "wrappers": {"current_app": "globals"},
    "sansio.app": {
        "DispatchingJinjaLoader": "templating",
        "Environment": "templating",
        **_FILTERS,
        "create_logger": "logging",
        "find_package": "_paths",
        "get_debug_flag": "helpers",
    },
    "sansio.blueprints": {**_HOOKS, **_FILTERS},
    "sansio.scaffold": _HOOKS,
}


def re_exports(module: str) -> t.Callable[[str], t.Any]:
    """Make the ``__getattr__`` of a module (PEP 562).

    :param module: the module's ``__name__``
    """
    names = _ELSEWHERE[module.partition(".")[2]]

    def attribute(name: str) -> t.Any:
        if name == "cli" and module == "hipflask.app":
            return package_attribute(name)
        if name not in names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        import importlib

        return getattr(importlib.import_module(f"hipflask.{names[name]}"), name)

    return attribute
