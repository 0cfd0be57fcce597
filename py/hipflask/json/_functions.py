"""The functions of :mod:`hipflask.json`: each asks the active application's JSON provider."""

from __future__ import annotations

import json as _json
import typing as t

from ..globals import _cv_app, current_app

if t.TYPE_CHECKING:
    from ..wrappers import Response
    from .provider import JSONProvider


def _provider() -> JSONProvider | None:
    ctx = _cv_app.get(None)
    return None if ctx is None else ctx.app.json


def _default_kwargs(kwargs: dict[str, t.Any]) -> dict[str, t.Any]:
    if "default" not in kwargs:
        from .provider import _default

        kwargs["default"] = _default
    return kwargs


def dumps(obj: t.Any, **kwargs: t.Any) -> str:
    """Serialise ``obj`` to a string; ``kwargs`` go to the provider's ``dumps``."""
    provider = _provider()
    if provider is not None:
        return provider.dumps(obj, **kwargs)
    return _json.dumps(obj, **_default_kwargs(kwargs))


def dump(obj: t.Any, fp: t.IO[str], **kwargs: t.Any) -> None:
    """Serialise ``obj`` into a text file; ``kwargs`` go to the provider's ``dump``."""
    provider = _provider()
    if provider is not None:
        provider.dump(obj, fp, **kwargs)
    else:
        _json.dump(obj, fp, **_default_kwargs(kwargs))


def loads(s: str | bytes, **kwargs: t.Any) -> t.Any:
    """Deserialise a string, or UTF-8, UTF-16 or UTF-32 encoded bytes."""
    provider = _provider()
    return _json.loads(s, **kwargs) if provider is None else provider.loads(s, **kwargs)


def load(fp: t.IO[t.AnyStr], **kwargs: t.Any) -> t.Any:
    """Deserialise what a file holds."""
    provider = _provider()
    return _json.load(fp, **kwargs) if provider is None else provider.load(fp, **kwargs)


def jsonify(*args: t.Any, **kwargs: t.Any) -> Response:
    """A JSON response: of one value, of a list of several, or of a dict of keyword arguments.

    :raises TypeError: both positional and keyword arguments are given
    :raises RuntimeError: no application context is active
    """
    return current_app.json.response(*args, **kwargs)
