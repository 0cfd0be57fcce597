"""What the tools page of a site shows of its application and of each request."""

from __future__ import annotations

import typing as t

from werkzeug.routing import Map

if t.TYPE_CHECKING:
    from .gateway import Exchange

#: What is longer in an environ is cut off, such as the content of a form that a library left there.
_MOST_CHARACTERS = 2000


class Route(t.TypedDict):
    """One rule of an application's URL map."""

    rule: str
    methods: list[str]
    endpoint: str


class Inspection(t.TypedDict):
    """One request."""

    #: How long it waited for its turn, in milliseconds.
    waited: float
    #: The WSGI environ (:pep:`3333`) as it was when the application was called: names and values.
    environ: list[tuple[str, str]]


def routes_of(application: object) -> list[Route]:
    """Return the rules of an application with Werkzeug's ``url_map``; of others there is nothing.

    They are in the order in which they were added.
    """
    url_map = getattr(application, "url_map", None)
    rules = url_map.iter_rules() if isinstance(url_map, Map) else ()
    return [
        {"rule": rule.rule, "methods": sorted(rule.methods or ()), "endpoint": str(rule.endpoint)}
        for rule in rules
    ]


def inspect(exchange: Exchange) -> Inspection:
    """Describe a request whose response has begun."""
    environ = [(name, _readable(value)) for name, value in exchange.environ.items()]
    return {"waited": exchange.waited * 1000, "environ": sorted(environ)}


def _readable(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"
