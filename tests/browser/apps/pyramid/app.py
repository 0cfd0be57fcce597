"""Pyramid, with the views that each framework's application has here."""

from __future__ import annotations

from typing import Any

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPFound
from pyramid.request import Request
from pyramid.response import Response
from pyramid.session import SignedCookieSessionFactory


def index(_request: Request) -> Response:
    return Response(
        "<!doctype html><link rel=icon href='data:,'><title>Pyramid</title><h1>Pyramid</h1>"
    )


def plain(text: str) -> Response:
    return Response(text, content_type="text/plain", charset="utf-8")


def greet(request: Request) -> Response:
    return plain(f"Hello, {request.POST['name']}!")


def report(request: Request) -> dict[str, Any]:
    return {
        "method": request.method,
        "word": request.matchdict["word"],
        "query": request.GET.getall("q"),
        "body": request.json_body if request.body else None,
    }


def moved(_request: Request) -> Response:
    return HTTPFound("landing?from=moved")


def landing(request: Request) -> Response:
    return plain(f"landed from {request.GET['from']}")


def visits(request: Request) -> Response:
    request.session["visits"] = request.session.get("visits", 0) + 1
    return plain(str(request.session["visits"]))


def crash(_request: Request) -> Response:
    raise RuntimeError("on purpose")


def make_app() -> Any:
    with Configurator(session_factory=SignedCookieSessionFactory("for tests only")) as config:
        for view, options in {
            index: {"pattern": "/"},
            greet: {"pattern": "/greet"},
            report: {"pattern": "/report/{word:.*}"},
            moved: {"pattern": "/moved"},
            landing: {"pattern": "/landing"},
            visits: {"pattern": "/visits"},
            crash: {"pattern": "/crash"},
        }.items():
            renderer = "json" if view is report else None
            config.add_route(view.__name__, **options)
            config.add_view(view, route_name=view.__name__, renderer=renderer)
        config.add_static_view("static", f"{__name__}:static")
        return config.make_wsgi_app()


app = make_app()
