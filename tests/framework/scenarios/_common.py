"""What the scenarios share."""

from __future__ import annotations

import typing as t

import hipflask

SCENARIOS: list[t.Callable[[t.Any], t.Any]] = []


def scenario(f: t.Callable[[t.Any], t.Any]) -> t.Callable[[t.Any], t.Any]:
    SCENARIOS.append(f)
    return f


def make_app(flask: t.Any, **kwargs: t.Any) -> hipflask.Flask:
    """An application of the module; that of Flask has the same interface."""
    kwargs.setdefault("root_path", ".")
    app: hipflask.Flask = flask.Flask("scenario", **kwargs)
    app.secret_key = "key"
    return app


def make_blueprint(flask: t.Any, name: str, **kwargs: t.Any) -> hipflask.Blueprint:
    """A blueprint of the module, without files."""
    blueprint: hipflask.Blueprint = flask.Blueprint(name, name, root_path=".", **kwargs)
    return blueprint


def outcome(f: t.Callable[[], t.Any]) -> t.Any:
    """The value of a call, or the type of what it raised."""
    try:
        return f()
    except Exception as error:
        return type(error).__name__


def visit(client: t.Any, path: str, method: str = "GET") -> t.Any:
    """What a client sees of a path, or the type of the exception that reaches it."""
    return outcome(lambda: seen(client.open(path, method=method)))


def seen(response: t.Any) -> t.Any:
    """What a client sees of a response, without what changes from run to run."""
    headers = sorted(
        (key, _steady(key, value))
        for key, value in response.headers
        if key not in {"Date", "Last-Modified"}
    )
    data = response.data
    response.close()
    return response.status, headers, data


def _steady(key: str, value: str) -> str:
    if key == "Set-Cookie":
        return value.partition("=")[0]
    # Methods come from a set.
    return ", ".join(sorted(value.split(", "))) if key == "Allow" else value
