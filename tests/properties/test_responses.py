"""What a view returns becomes the very response that Flask makes of it, or the same failure."""

from __future__ import annotations

import json
import typing as t
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hipflask
from support.wsgi import ask, environ_of

from .exact import exact, outcome
from .returned import Maker, json_values, returned

flask = pytest.importorskip("flask", reason="Flask itself is not installed to compare with")


def make_app(framework: t.Any) -> t.Any:
    """An application whose one view function can be replaced."""
    app = framework.Flask("responses", root_path=".", static_folder=None)
    app.testing = True  # exceptions reach the server
    app.add_url_rule("/", "view", methods=["GET", "HEAD"])
    return app


APPS = [(hipflask, make_app(hipflask)), (flask, make_app(flask))]


def answer(framework: t.Any, app: t.Any, make: Maker, method: str = "GET") -> t.Any:
    """Status, headers and body of a return value, as the server gets them."""
    app.view_functions["view"] = lambda: make(framework)
    status, headers, chunks, _ = ask(app, environ_of(REQUEST_METHOD=method))
    return status, headers, b"".join(chunks)


@settings(max_examples=400)
@given(returned, st.sampled_from(["GET", "HEAD"]))
def test_a_return_value_is_answered_as_flask_does(make: Maker, method: str) -> None:
    ours, theirs = (outcome(partial(answer, *app, make, method)) for app in APPS)
    assert ours == theirs


@given(json_values)
def test_lists_and_dicts_are_answered_as_json(value: t.Any) -> None:
    status, headers, body = answer(*APPS[0], lambda framework: value)
    assert (status, dict(headers)["Content-Type"]) == ("200 OK", "application/json")
    assert exact(json.loads(body)) == exact(value)


@given(st.lists(st.text(st.characters(codec="utf-8")) | st.binary()), st.integers(200, 203))
def test_all_chunks_arrive_in_order(chunks: list[str | bytes], status: int) -> None:
    line, _, body = answer(*APPS[0], lambda framework: (iter(chunks), status))
    assert int(line[:3]) == status
    assert body == b"".join(part.encode() if isinstance(part, str) else part for part in chunks)
