"""What a session holds comes back as it was, from hipflask's cookies and from Flask's."""

from __future__ import annotations

import itertools
import typing as t

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from itsdangerous import BadSignature

import hipflask
from hipflask.json.tag import TaggedJSONSerializer
from support.wsgi import ask, environ_of

from .exact import exact, outcome
from .values import any_values, kept_values, sessions

flask = pytest.importorskip("flask", reason="Flask itself is not installed to compare with")

SERIALIZER = TaggedJSONSerializer()
FRAMEWORKS = [hipflask, flask]
_KEY_RINGS = st.lists(
    st.text(min_size=1, max_size=4) | st.binary(min_size=1, max_size=4), min_size=1
)


def make_app(framework: t.Any, keys: list[t.Any]) -> t.Any:
    """An application that signs with the last of its keys, and reads what any of them signed."""
    app = framework.Flask("sessions", root_path=".", static_folder=None)
    app.testing = True
    app.secret_key = keys[-1]
    app.config.update(SECRET_KEY_FALLBACKS=keys[:-1], MAX_COOKIE_SIZE=0)
    return app


def signer(app: t.Any) -> t.Any:
    """What signs the sessions of an application."""
    return app.session_interface.get_signing_serializer(app)


@given(kept_values)
def test_a_value_comes_back_as_it_was(value: t.Any) -> None:
    assert exact(SERIALIZER.loads(SERIALIZER.dumps(value))) == exact(value)


@given(any_values)
def test_a_value_is_written_and_read_as_flask_does(value: t.Any) -> None:
    theirs = flask.json.tag.TaggedJSONSerializer()
    written = outcome(lambda: SERIALIZER.dumps(value))
    assert written == outcome(lambda: theirs.dumps(value))
    if isinstance(written, str):
        assert exact(SERIALIZER.loads(written)) == exact(theirs.loads(written))


@given(sessions)
def test_the_order_of_keys_is_that_of_flask(value: dict[str, t.Any]) -> None:
    written = []
    for framework in FRAMEWORKS:
        with make_app(framework, ["key"]).app_context():
            written.append(framework.json.tag.TaggedJSONSerializer().dumps(value))
    assert written[0] == written[1]


@given(sessions, _KEY_RINGS, _KEY_RINGS)
def test_cookies_are_exchanged_with_flask(
    value: dict[str, t.Any], keys: list[t.Any], more: list[t.Any]
) -> None:
    for writer in FRAMEWORKS:
        cookie = signer(make_app(writer, keys)).dumps(value)
        for reader, known in itertools.product(FRAMEWORKS, [keys[-1:], keys + more]):
            assert exact(signer(make_app(reader, known)).loads(cookie)) == exact(value)


@given(sessions, st.sampled_from(FRAMEWORKS), st.sampled_from(FRAMEWORKS))
def test_a_session_goes_from_one_request_to_the_next(
    value: dict[str, t.Any], first: t.Any, second: t.Any
) -> None:
    found: list[t.Any] = []

    def write() -> str:
        first.session.update(value)
        return ""

    def read() -> str:
        found.append(dict(second.session))
        return ""

    def visit(framework: t.Any, view: t.Callable[[], str], **environ: str) -> dict[str, str]:
        app = make_app(framework, ["key"])
        app.add_url_rule("/", "view", view)
        return dict(ask(app, environ_of(**environ))[1])

    cookie = visit(first, write)["Set-Cookie"].partition(";")[0]
    visit(second, read, HTTP_COOKIE=cookie)
    assert exact(found) == exact([value])


@st.composite
def tampered(draw: st.DrawFn, cookie: str) -> str:
    """A cookie that is not quite the one that was signed."""
    start = draw(st.integers(0, len(cookie)))
    end = draw(st.integers(start, min(start + 2, len(cookie))))
    instead = draw(st.text("AZaz09-_.=!", max_size=2))
    return cookie[:start] + instead + cookie[end:]


@given(sessions, st.data())
def test_a_tampered_cookie_never_loads(value: dict[str, t.Any], data: st.DataObject) -> None:
    app = make_app(hipflask, ["key"])
    cookie = signer(app).dumps(value)
    forged = data.draw(tampered(cookie))
    assume(forged != cookie)
    request = app.request_class(environ_of(HTTP_COOKIE=f"session={forged}"))
    opened = app.session_interface.open_session(app, request)
    try:
        loaded = signer(app).loads(forged)
    except BadSignature:
        assert opened == {}
    else:
        # Base64 spells one signature in several ways, which all pass, for what was signed.
        assert forged.rpartition(".")[0] == cookie.rpartition(".")[0]
        assert exact(dict(opened)) == exact(loaded) == exact(value)
