"""Falcon, with the views that each framework's application has here."""

from __future__ import annotations

from pathlib import Path

import falcon

STATIC = Path(__file__).parent / "static"


class Index:
    def on_get(self, _request: falcon.Request, response: falcon.Response) -> None:
        response.content_type = "text/html; charset=utf-8"
        response.text = (
            "<!doctype html><link rel=icon href='data:,'><title>Falcon</title><h1>Falcon</h1>"
        )


class Greet:
    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        response.content_type = falcon.MEDIA_TEXT
        response.text = f"Hello, {request.get_media()['name']}!"


class Report:
    def on_get(self, request: falcon.Request, response: falcon.Response, word: str) -> None:
        response.media = {
            "method": request.method,
            "word": word,
            "query": request.get_param_as_list("q") or [],
            "body": request.get_media(default_when_empty=None),
        }

    on_put = on_get


class Moved:
    def on_get(self, _request: falcon.Request, _response: falcon.Response) -> None:
        raise falcon.HTTPFound("landing?from=moved")


class Landing:
    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        response.content_type = falcon.MEDIA_TEXT
        response.text = f"landed from {request.get_param('from')}"


class Visits:
    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        count = int(request.cookies.get("visits", 0)) + 1
        response.set_cookie("visits", str(count), secure=False, http_only=True)
        response.content_type = falcon.MEDIA_TEXT
        response.text = str(count)


class Crash:
    def on_get(self, _request: falcon.Request, _response: falcon.Response) -> None:
        raise RuntimeError("on purpose")


app = falcon.App()
app.add_route("/", Index())
app.add_route("/greet", Greet())
app.add_route("/report/{word:path}", Report())
app.add_route("/moved", Moved())
app.add_route("/landing", Landing())
app.add_route("/visits", Visits())
app.add_route("/crash", Crash())
app.add_static_route("/static", STATIC)
