"""The work of some workloads done by Werkzeug alone, as one would write it without a framework."""

from __future__ import annotations

import json
import typing as t

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

if t.TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_View = t.Callable[..., Response]


def _application(rules: dict[str, _View]) -> WSGIApplication:
    """Dispatch requests to views by their rules."""
    url_map = Map([Rule(rule, endpoint=rule) for rule in rules])

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> t.Iterable[bytes]:
        request = Request(environ)
        response: t.Any
        try:
            endpoint, values = url_map.bind_to_environ(environ).match()
            response = rules[endpoint](request, **values)
        except HTTPException as error:
            response = error.get_response(environ)
        return t.cast("t.Iterable[bytes]", response(environ, start_response))

    return application


def _html(text: str) -> Response:
    return Response(text, mimetype="text/html")


def _hello() -> WSGIApplication:
    return _application({"/": lambda request: _html("Hello, World!")})


def _json() -> WSGIApplication:
    def answer(request: Request) -> Response:
        data = {"name": "hipflask", "tags": ["small", "quick"], "size": 12, "fits": True}
        text = json.dumps(data, sort_keys=True, separators=(",", ":"))
        return Response(f"{text}\n", mimetype="application/json")

    return _application({"/": answer})


def _routes() -> WSGIApplication:
    def show(request: Request, shelf: str, number: int) -> Response:
        return _html(f"{shelf} {number}")

    return _application({f"/library-{n}/<shelf>/<int:number>": show for n in range(200)})


def _form() -> WSGIApplication:
    def sign(request: Request) -> Response:
        form = request.form
        return _html(f"{form['author']}: {form['text']} {form.get('rating', type=int)}")

    return _application({"/": sign})


#: How to make the applications, by the names of the workloads.
APPLICATIONS: dict[str, t.Callable[[], WSGIApplication]] = {
    "hello": _hello,
    "json": _json,
    "route-1-of-200": _routes,
    "not-found": _hello,
    "form-post": _form,
}
