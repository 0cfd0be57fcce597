"""Which answers are files of a static folder and nothing else, so that they can be given again.

An application may do with requests what it likes. Where it is not certain that it does nothing with
these, they are left to it.
"""

from __future__ import annotations

import json
import os
import typing as t
from enum import IntEnum
from types import FunctionType

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, PathConverter

from hipflask import signals
from hipflask.app import Flask
from hipflask.blueprints import Blueprint
from hipflask.sessions import SecureCookieSessionInterface
from hipflask.wrappers import Request, Response

if t.TYPE_CHECKING:
    from .gateway import Exchange

    Owner = Flask | Blueprint


class Repeatable(IntEnum):
    """What the worker may give again without asking the application; it is told the number."""

    #: Nothing, nor what it has kept so far.
    NOTHING = 0
    #: Answers to other requests, but not this one.
    OTHERS = 1
    #: This one too.
    THIS = 2


def _parts(cls: type[t.Any]) -> dict[str, object]:
    """What a class consists of, as it is before anybody replaces any of it."""
    return {
        name: part
        for base in reversed(cls.__mro__[:-1])
        for name, part in vars(base).items()
        if isinstance(part, (FunctionType, property))
        and (not name.startswith("__") or name == "__call__")
    }


_PARTS: dict[type[t.Any], dict[str, object]] = {cls: _parts(cls) for cls in (Flask, Blueprint)}
_METHODS = {
    cls: frozenset(name for name, part in parts.items() if isinstance(part, FunctionType))
    for cls, parts in _PARTS.items()
}
_HOOKS = (
    "before_request_funcs",
    "after_request_funcs",
    "teardown_request_funcs",
    "url_value_preprocessors",
)
_SIGNALS = (
    signals.request_started,
    signals.request_finished,
    signals.request_tearing_down,
    signals.appcontext_pushed,
    signals.appcontext_popped,
    signals.appcontext_tearing_down,
)
#: The settings that such an answer depends on; what is said of it holds while they stay the same.
_SETTINGS = ("SEND_FILE_MAX_AGE_DEFAULT", "SESSION_COOKIE_NAME", "USE_X_SENDFILE")
#: An answer with one of these fields is meant for one visitor.
_PERSONAL = frozenset({"set-cookie", "vary"})


class StaticAnswers:
    """Judges the answers of an application.

    :param application: any WSGI application, as it is once it has been made.
    """

    def __init__(self, application: object) -> None:
        self._app = t.cast(Flask, application) if _is_plain(application, Flask) else None
        self._owners: dict[str, Owner] = {}
        if self._app is not None:
            self._owners = _static_owners(self._app)
            self._settings = self._read_settings(self._app)
            self._views = {name: self._app.view_functions[name] for name in self._owners}
            self._prefixes = _prefixes(self._app, self._owners)

    def describe(self) -> str | None:
        """What the worker has to know of the answers that it may keep.

        :returns: JSON; nothing if it may keep none. ``folders`` are those that the files are in, so
            that it can tell when they change, and ``session_cookie`` names the cookie whose value
            decides on whether the answer renews it.
        """
        if self._app is None or not self._holds(self._app):
            return None
        folders = {os.path.realpath(str(owner.static_folder)) for owner in self._owners.values()}
        cookie = self._app.config["SESSION_COOKIE_NAME"]
        return json.dumps({"folders": sorted(folders), "session_cookie": cookie})

    def judge(self, exchange: Exchange) -> Repeatable:
        """Tell what may be given again, after an exchange whose headers are certain."""
        app = self._app
        if app is None or not self._holds(app):
            return Repeatable.NOTHING
        environ = exchange.environ
        if (
            exchange.status != 200
            or environ["REQUEST_METHOD"] != "GET"
            or not environ["PATH_INFO"].startswith(self._prefixes)
            or not _PERSONAL.isdisjoint(name.lower() for name, _ in exchange.headers)
        ):
            return Repeatable.OTHERS
        try:
            endpoint, _ = app.url_map.bind_to_environ(environ).match()
        except HTTPException:
            return Repeatable.OTHERS
        return Repeatable.THIS if endpoint in self._owners else Repeatable.OTHERS

    def _holds(self, app: Flask) -> bool:
        """Whether the application is still one that does nothing with such requests."""
        return (
            bool(self._owners)
            and _METHODS[Flask].isdisjoint(vars(app))
            and not any(getattr(app, hooks).get(None) for hooks in _HOOKS)
            and not any(signal.receivers for signal in _SIGNALS)
            and _is_usual(app)
            and self._settings == self._read_settings(app)
            and all(app.view_functions.get(name) == view for name, view in self._views.items())
        )

    def _read_settings(self, app: Flask) -> tuple[t.Any, ...]:
        folders = [owner._static_folder for owner in self._owners.values()]
        return (*[app.config[name] for name in _SETTINGS], *folders)


def _is_plain(thing: object, base: type[t.Any]) -> bool:
    """Whether something is an application or blueprint that leaves all of the base as it is."""
    cls = type(thing)
    return (
        issubclass(cls, base)
        and cls.__getattribute__ is object.__getattribute__
        and all(getattr(cls, name, None) is part for name, part in _PARTS[base].items())
        and _METHODS[base].isdisjoint(vars(thing))
    )


def _is_usual(app: Flask) -> bool:
    """Whether requests, responses, sessions and routing are the framework's own."""
    sessions = app.session_interface
    return (
        app.request_class is Request
        and app.response_class is Response
        and type(sessions) is SecureCookieSessionInterface
        and vars(sessions).keys() <= {"_signing"}
        and type(app.url_map) is Map
        and app.url_map.converters.get("path") is PathConverter
        and not app.url_map.host_matching
        and not app.subdomain_matching
        and not app.debug
        and not app.config["USE_X_SENDFILE"]
    )


def _static_owners(app: Flask) -> dict[str, Owner]:
    """The endpoints of static folders that no function of a blueprint has to do with."""
    owners: dict[str, Owner] = {}
    if app._static_view is not None and app.view_functions.get("static") is app._static_view:
        owners["static"] = app
    for name, blueprint in app.blueprints.items():
        view = app.view_functions.get(f"{name}.static")
        if (
            view == getattr(blueprint, "send_static_file", None)
            and _is_plain(blueprint, Blueprint)
            and not _has_functions(app, name)
        ):
            owners[f"{name}.static"] = blueprint
    return owners


def _has_functions(app: Flask, name: str) -> bool:
    """Whether a blueprint, or one that it is nested in, has functions around its requests."""
    parts = name.split(".")
    scopes = [".".join(parts[: end + 1]) for end in range(len(parts))]
    return any(getattr(app, hooks).get(scope) for hooks in _HOOKS for scope in scopes)


def _prefixes(app: Flask, endpoints: t.Container[str]) -> tuple[str, ...]:
    """What the paths of static files begin with, as in ``PATH_INFO``."""
    rules = (rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in endpoints)
    return tuple({rule.partition("<")[0].encode().decode("latin-1") for rule in rules})
