"""Generated return values of views: what a view may return, and what it may not."""

from __future__ import annotations

import typing as t
from http import HTTPStatus

from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.exceptions import Conflict, NotFound, Unauthorized
from werkzeug.wrappers import Response as WerkzeugResponse

#: Makes a return value with the classes of a framework. Each call makes a new one, for iterators
#: can be read once and responses are changed.
Maker = t.Callable[[t.Any], t.Any]

_TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
_JSON: st.SearchStrategy[t.Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)
_STATUSES: st.SearchStrategy[t.Any] = st.one_of(
    st.integers(100, 599),
    st.sampled_from(list(HTTPStatus)),
    st.sampled_from(["201 Made", "204", "299 ", "Fine", "", " ", "0", "a b", b"202 Yes", b"Fine"]),
    st.sampled_from([None, 0, -1, 1000, True, False, 200.0, object(), ["200"]]),
)
_NAMES = st.sampled_from(
    ["X-One", "x-one", "X-Two", "Content-Type", "content-length", "Location", "Set-Cookie", "Vary"]
)
_HEADER_VALUES: st.SearchStrategy[t.Any] = st.one_of(
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=8),
    st.sampled_from(["text/plain", "/next", "a=1; Path=/", "two\nlines", "three\r", "日本", "\0"]),
    st.integers(0, 9),
    st.lists(st.sampled_from(["one", "two"]), max_size=2),
    st.just(("one", "two")),
    st.none(),
)
_PAIRS = st.lists(st.tuples(_NAMES, _HEADER_VALUES), max_size=3)
_HEADERS: st.SearchStrategy[Maker] = st.one_of(
    _PAIRS.map(lambda pairs: lambda framework: list(pairs)),
    _PAIRS.map(lambda pairs: lambda framework: tuple(pairs)),
    _PAIRS.map(lambda pairs: lambda framework: dict(pairs)),
    _PAIRS.map(lambda pairs: lambda framework: Headers(pairs)),
    st.sampled_from([None, {}, [], (), ["X-One"], ("X-One", "1"), "X-One", {"X-One"}, 5]).map(
        lambda headers: lambda framework: headers
    ),
)


def _application(environ: t.Any, start_response: t.Any) -> list[bytes]:
    start_response("202 From Below", [("X-Below", environ["PATH_INFO"])])
    return [b"from ", b"below"]


def _silent(environ: t.Any, start_response: t.Any) -> list[bytes]:
    """No WSGI application: it never starts its response."""
    return []


def _failing() -> t.Iterator[str]:
    yield "begun"
    raise LookupError


class _Html:
    def __html__(self) -> str:
        return "<b>&</b>"


class _Raised(NotFound):
    def __init__(self) -> None:
        super().__init__(response=WerkzeugResponse("other", 410))


_PLAIN: st.SearchStrategy[t.Any] = st.one_of(
    _TEXT,
    st.binary(max_size=8),
    st.binary(max_size=8).map(bytearray),
    _JSON,
    st.lists(_JSON | st.uuids(), max_size=3),
    st.dictionaries(_TEXT, _JSON | st.dates(), max_size=3),
    st.sampled_from([object(), {1, 2}, frozenset(), range(3), 1.5, memoryview(b"x"), _Html()]),
    st.sampled_from([_application, _silent, len, int, WerkzeugResponse, NotFound]),
)
_CHUNKS = st.lists(_TEXT | st.binary(max_size=4), max_size=3)
_MADE: list[Maker] = [
    lambda framework: framework.Response("own", 203, {"X-Own": "1"}),
    lambda framework: framework.Response(iter(["streamed"]), mimetype="text/csv"),
    lambda framework: framework.Response(None, 204),
    lambda framework: framework.jsonify(a=1),
    lambda framework: framework.redirect("/next", 307),
    lambda framework: WerkzeugResponse("base", 203, {"X-Base": "1"}),
    lambda framework: WerkzeugResponse(iter([b"base"]), mimetype="text/csv"),
    lambda framework: framework.Flask("other", root_path="."),
    lambda framework: NotFound(),
    lambda framework: Conflict("why"),
    lambda framework: Unauthorized(www_authenticate=None),
    lambda framework: _Raised(),
    lambda framework: _failing(),
]
_BODIES: st.SearchStrategy[Maker] = st.one_of(
    _PLAIN.map(lambda value: lambda framework: value),
    _CHUNKS.map(lambda chunks: lambda framework: iter(chunks)),
    _CHUNKS.map(lambda chunks: lambda framework: (chunk for chunk in chunks)),
    st.sampled_from(_MADE),
)


def _tuple_of(*parts: Maker) -> Maker:
    return lambda framework: tuple(part(framework) for part in parts)


def _always(value: t.Any) -> Maker:
    return lambda framework: value


#: What JSON can tell.
json_values = st.lists(_JSON, max_size=3) | st.dictionaries(_TEXT, _JSON, max_size=3)
#: Everything that a view may return, and much that it may not.
returned: st.SearchStrategy[Maker] = st.one_of(
    _BODIES,
    st.builds(_tuple_of, _BODIES, _STATUSES.map(_always)),
    st.builds(_tuple_of, _BODIES, _HEADERS),
    st.builds(_tuple_of, _BODIES, _STATUSES.map(_always), _HEADERS),
    st.sampled_from([(), ("one",), ("one", 200, {}, None), (("one", 200), 201)]).map(_always),
)
