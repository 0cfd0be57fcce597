"""The server side of PEP 3333."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import Any

import pytest

from hipflask.browser import Exchange, Gateway, build_environ

PLAIN = [("Content-Type", "text/plain")]


class Body:
    """An iterable that tells whether, and how often, it has been closed."""

    def __init__(self, *chunks: bytes | Exception) -> None:
        self.chunks = chunks
        self.taken = 0
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.chunks:
            self.taken += 1
            if isinstance(chunk, Exception):
                raise chunk
            yield chunk

    def close(self) -> None:
        self.closed += 1


def handle(app: Callable[..., Iterable[bytes]], method: str = "GET") -> tuple[Exchange, str]:
    """Run an application; return the exchange and what is on wsgi.errors so far."""
    environ = build_environ(method, "https://example.org/", "", [], b"")
    environ["wsgi.errors"] = errors = io.StringIO()
    exchange = Gateway(app).handle(environ)
    return exchange, errors.getvalue()


def answering(body: Iterable[bytes], status: str = "200 OK") -> Callable[..., Iterable[bytes]]:
    def app(_environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response(status, PLAIN)
        return body

    return app


def test_repeated_headers_and_the_reason_are_kept() -> None:
    def app(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("418 I'm a teapot", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return [b"short and stout"]

    exchange, _ = handle(app)
    assert (exchange.status, exchange.reason) == (418, "I'm a teapot")
    assert exchange.headers == [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    assert exchange.read_if_short() == b"short and stout"


def test_start_response_may_be_called_as_late_as_with_the_first_chunk() -> None:
    def app(_environ: Any, start_response: Any) -> Iterator[bytes]:
        yield b""
        start_response("201 Created", PLAIN)
        yield b"made"

    exchange, _ = handle(app)
    assert (exchange.status, exchange.read()) == (201, b"made")


def test_body_is_pulled_one_chunk_at_a_time_and_closed_once() -> None:
    body = Body(b"one", b"", b"two")
    exchange, _ = handle(answering(body))
    assert exchange.read_if_short() is None
    assert body.taken == 1
    assert exchange.next() == b"one"
    assert exchange.next() == b"two"
    assert exchange.next() is None
    assert exchange.next() is None
    exchange.close()
    assert body.closed == 1


def test_short_body_that_breaks_off_is_streamed_up_to_there() -> None:
    def app(_environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [*PLAIN, ("Content-Length", "100")])
        yield b"one,"
        yield b"two"
        raise RuntimeError("on purpose")

    exchange, _ = handle(app)
    assert exchange.read_if_short() is None
    assert exchange.next() == b"one,two"
    with pytest.raises(RuntimeError, match="on purpose"):
        exchange.next()
    assert exchange.next() is None


def test_long_body_is_not_read_at_once() -> None:
    body = Body(b"one", b"two")
    assert handle(answering(body))[0].read_if_short() is None
    assert body.taken == 1


def test_giving_up_closes_the_iterable() -> None:
    body = Body(b"one", b"two")
    exchange, _ = handle(answering(body))
    exchange.close()
    assert body.closed == 1
    assert exchange.next() is None


def test_what_is_written_comes_before_what_is_yielded() -> None:
    def app(_environ: Any, start_response: Any) -> list[bytes]:
        write = start_response("200 OK", PLAIN)
        write(b"first ")
        write(b"second ")
        return [b"third"]

    assert handle(app)[0].read() == b"first second third"


def test_write_alone_makes_a_body() -> None:
    def app(_environ: Any, start_response: Any) -> Iterator[bytes]:
        write = start_response("200 OK", PLAIN)
        write(b"one ")
        yield b""
        write(b"two ")

    assert handle(app)[0].read() == b"one two "


@pytest.mark.parametrize("status", ["204 No Content", "205 Reset Content", "304 Not Modified"])
def test_null_body_statuses_have_no_body(status: str) -> None:
    body = Body(b"must not be sent")
    exchange, _ = handle(answering(body, status))
    assert exchange.read_if_short() == b""
    assert body.closed == 1


def test_head_has_no_body() -> None:
    body = Body(b"must not be sent")
    exchange, _ = handle(answering(body), "HEAD")
    assert exchange.read() == b""
    assert body.closed == 1


def test_exception_before_the_headers_makes_a_500_and_is_logged() -> None:
    body = Body(ZeroDivisionError("in the first chunk"))
    exchange, errors = handle(answering(body))
    assert exchange.status == 500
    assert b"raised an exception" in exchange.read()
    assert "ZeroDivisionError: in the first chunk" in errors
    assert body.closed == 1


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt()])
def test_attempt_to_end_the_process_makes_a_500(error: BaseException) -> None:
    def app(_environ: Any, _start_response: Any) -> list[bytes]:
        raise error

    assert handle(app)[0].status == 500


def test_exception_after_the_headers_cuts_the_body() -> None:
    body = Body(b"one", ZeroDivisionError("later"))
    exchange, _ = handle(answering(body))
    assert exchange.next() == b"one"
    with pytest.raises(ZeroDivisionError, match="later"):
        exchange.next()
    assert body.closed == 1


def test_exc_info_replaces_headers_that_are_not_sent() -> None:
    def app(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", PLAIN)
        try:
            raise LookupError("oops")
        except LookupError:
            start_response("404 Not Found", [("X-Why", "oops")], sys.exc_info())
        return [b"gone"]

    exchange, _ = handle(app)
    assert (exchange.status, exchange.headers) == (404, [("X-Why", "oops")])


def test_exc_info_is_raised_once_the_headers_are_sent() -> None:
    def app(_environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", PLAIN)
        yield b"one"
        try:
            raise LookupError("too late")
        except LookupError:
            start_response("500 Oops", PLAIN, sys.exc_info())
        yield b"never"

    exchange, _ = handle(app)
    assert exchange.next() == b"one"
    with pytest.raises(LookupError, match="too late"):
        exchange.next()


@pytest.mark.parametrize(
    ("app", "complaint"),
    [
        (lambda _e, _s: [], "without a call of start_response"),
        (lambda _e, s: s("fine", PLAIN) and [], "three digits"),
        (lambda _e, s: (s("200 OK", PLAIN), ["text"])[1], "must yield bytes, not str"),
        (lambda _e, s: (s("200 OK", []), s("200 OK", []), [])[2], "called before"),
        (lambda _e, s: s("200 OK", [("X-A", "b\nSet-Cookie: c=d")]) and [], "line breaks"),
    ],
)
def test_breaches_of_the_protocol_say_what_is_wrong(app: Any, complaint: str) -> None:
    exchange, errors = handle(app)
    assert exchange.status == 500
    assert complaint in errors


def test_declared_small_body_may_be_read_at_once() -> None:
    def app(_environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [("content-length", "6")])
        yield b"abc"
        yield b"def"

    exchange, _ = handle(app)
    assert exchange.read_if_short() == b"abcdef"


def test_interleaved_exchanges_have_contexts_of_their_own() -> None:
    who: ContextVar[str] = ContextVar("who", default="nobody")

    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        who.set(environ["QUERY_STRING"])
        start_response("200 OK", PLAIN)
        yield b"-"
        yield who.get().encode()

    gateway = Gateway(app)
    first, second = (
        gateway.handle(build_environ("GET", f"https://example.org/?{name}", "", [], b""))
        for name in ("ada", "bob")
    )
    assert [first.next(), second.next()] == [b"-", b"-"]
    assert [first.next(), second.next()] == [b"ada", b"bob"]
    assert who.get() == "nobody"


def test_file_wrapper_is_closed() -> None:
    file = io.BytesIO(b"x" * 20_000)

    def app(environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", PLAIN)
        wrapped: Iterable[bytes] = environ["wsgi.file_wrapper"](file)
        return wrapped

    exchange, _ = handle(app)
    assert exchange.read() == b"x" * 20_000
    assert file.closed
