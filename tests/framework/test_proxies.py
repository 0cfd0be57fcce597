"""The proxies act like the objects they stand for, and like Werkzeug's."""

from __future__ import annotations

import typing as t

import pytest
from werkzeug.local import LocalProxy

import hipflask
from hipflask import Flask, current_app, g, request, session


def test_attributes_and_items_are_the_objects(app: Flask) -> None:
    with app.test_request_context("/?q=1"):
        g.name = "value"
        assert g._get_current_object().__dict__ == {"name": "value"}
        del g.name
        with pytest.raises(AttributeError, match="name"):
            _ = g.name
        session["a"] = 1
        assert session["a"] == 1
        assert dict(hipflask.globals.request_ctx.session) == {"a": 1}
        with pytest.raises(KeyError):
            _ = session["b"]
        assert request.args["q"] == "1"
        assert isinstance(request, hipflask.Request)
        current_app.own = True  # type: ignore[attr-defined]
        assert vars(app)["own"] is True


USES: list[t.Callable[[t.Any], t.Any]] = [
    lambda proxy: proxy.name,
    lambda proxy: setattr(proxy, "name", 1),
    lambda proxy: proxy["name"],
    lambda proxy: proxy.__setitem__("name", 1),
    lambda proxy: proxy._get_current_object(),
]


@pytest.mark.parametrize("name", ["g", "request", "session", "current_app"])
@pytest.mark.parametrize("use", USES)
def test_without_a_context_every_use_says_what_is_missing(
    name: str, use: t.Callable[[t.Any], t.Any]
) -> None:
    with pytest.raises(RuntimeError, match="outside of"):
        use(getattr(hipflask, name))


def test_they_are_werkzeugs_kind() -> None:
    assert issubclass(type(request), LocalProxy)
    assert repr(g) == "<LocalProxy unbound>"
    assert not session
