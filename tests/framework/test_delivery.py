"""Responses reach the server as Werkzeug delivers them, by whichever way is the shortest."""

from __future__ import annotations

import typing as t

import pytest
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response as ResponseBase

from hipflask import Response
from support.wsgi import ask, environ_of

RESPONSES: list[tuple[str, dict[str, t.Any], dict[str, t.Any]]] = [
    ("text", {"response": "grüß"}, {}),
    ("nothing", {}, {}),
    ("list of both", {"response": ["grüß", b"bytes"]}, {}),
    ("tuple", {"response": ("a", b"b")}, {}),
    ("stream", {"response": iter(["a", b"b"])}, {}),
    ("passed through", {"response": [b"a", b"b"], "direct_passthrough": True}, {}),
    ("length given", {"response": ["a"], "headers": {"content-length": "1"}}, {}),
    ("repeated header", {"headers": [("X", "1"), ("x", "2")]}, {}),
    ("HEAD", {"response": "text"}, {"REQUEST_METHOD": "HEAD"}),
    ("204", {"response": "text", "status": 204}, {}),
    ("304", {"response": "text", "status": 304, "headers": {"Content-Language": "en"}}, {}),
    ("100", {"response": "text", "status": 100}, {}),
    ("location", {"status": 302, "headers": {"LOCATION": "/grüß"}}, {}),
    ("content location", {"headers": {"Content-Location": "/grüß"}}, {}),
    ("no mimetype", {"mimetype": ""}, {}),
    ("own mimetype", {"mimetype": "text/plain"}, {}),
    ("own content type", {"content_type": "text/x"}, {}),
    ("content type among headers", {"headers": {"content-type": "text/y"}}, {}),
    ("empty headers", {"headers": Headers()}, {}),
]


@pytest.mark.parametrize(("name", "arguments", "items"), RESPONSES, ids=[r[0] for r in RESPONSES])
def test_a_response_is_delivered_as_werkzeug_does(
    name: str, arguments: dict[str, t.Any], items: dict[str, t.Any]
) -> None:
    class Reference(ResponseBase):
        default_mimetype = "text/html"
        autocorrect_location_header = False

    body = arguments.get("response")
    answers = []
    for cls in (Response, Reference):
        given = dict(arguments)
        if hasattr(body, "__next__"):
            given["response"] = iter(["a", b"b"])
        if "headers" in given:
            given["headers"] = type(given["headers"])(given["headers"])
        answers.append(ask(cls(**given), environ_of(**items))[:3])
    assert answers[0] == answers[1]


def test_a_response_without_default_mimetype() -> None:
    class Bare(Response):
        default_mimetype = None

    assert "Content-Type" not in Bare("text").headers


def test_whoever_waits_for_the_end_of_a_response_is_told() -> None:
    called: list[str] = []
    response = Response("text")
    response.call_on_close(lambda: called.append("closed"))
    assert ask(response, environ_of())[2:] == ([b"text"], True)
    assert called == ["closed"]
    assert ask(Response("text"), environ_of())[2:] == ([b"text"], False)


OVERRIDES: dict[str, t.Callable[..., t.Any]] = {
    "get_wsgi_headers": lambda self, environ: Headers({"X-Own": "1"}),
    "get_app_iter": lambda self, environ: [b"own"],
    "get_wsgi_response": lambda self, environ: ([b"own"], "200 OWN", [("X-Own", "1")]),
    "iter_encoded": lambda self: iter([b"own"]),
}


@pytest.mark.parametrize("name", OVERRIDES)
@pytest.mark.parametrize("where", ["class", "instance"])
def test_an_overridden_step_of_delivery_is_taken(name: str, where: str) -> None:
    override = OVERRIDES[name]
    if where == "class":
        response = type("Own", (Response,), {name: override})("text")
    else:
        response = Response("text")
        setattr(response, name, override.__get__(response))
    answer = ask(response, environ_of())
    assert "own" in repr(answer).lower()


def test_an_overridden_close_is_called() -> None:
    closed: list[str] = []

    class Own(Response):
        def close(self) -> None:
            closed.append("closed")
            super().close()

    ask(Own("text"), environ_of())
    assert closed == ["closed"]


def test_headers_of_another_class_are_delivered_as_werkzeug_does() -> None:
    class Loud(Headers):
        def to_wsgi_list(self) -> list[tuple[str, str]]:
            return [(name.upper(), value) for name, value in self]

    names = dict(ask(Response("text", headers=Loud({"x-own": "1"})), environ_of())[1])
    assert "x-own" in names


def test_a_length_that_is_not_wanted_is_not_sent() -> None:
    class Own(Response):
        automatically_set_content_length = False

    assert "Content-Length" not in dict(ask(Own(["text"]), environ_of())[1])
