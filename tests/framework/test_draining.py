"""A body over a limit: the client gets to see the 413."""

from __future__ import annotations

import http.client
import io
import threading
import typing as t
from contextlib import contextmanager
from wsgiref.simple_server import WSGIRequestHandler
from wsgiref.simple_server import make_server as make_plain_server

import pytest
from werkzeug.serving import make_server

import hipflask

#: More than the sockets between client and server hold: it can't be sent unless it is read.
LARGE = 24 * 2**20
MULTIPART = "multipart/form-data; boundary=x"
FIELD = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: t.Any) -> None:  # noqa: A002  # its name there
        pass


@pytest.fixture(autouse=True)
def _view(app: hipflask.Flask) -> None:
    @app.post("/<what>")
    def read(what: str) -> t.Any:
        return str(len(getattr(hipflask.request, what)))

    @app.post("/own")
    def own() -> t.Any:
        hipflask.request.max_content_length = 1000
        return str(len(hipflask.request.data))


@contextmanager
def served(app: hipflask.Flask, kind: str) -> t.Iterator[http.client.HTTPConnection]:
    """A connection to a server in a thread."""
    server: t.Any
    if kind == "development":
        server = make_server("127.0.0.1", 0, app, threaded=True)
    else:
        server = make_plain_server("127.0.0.1", 0, app, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    try:
        yield connection
    finally:
        connection.close()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("kind", ["development", "plain"])
@pytest.mark.parametrize(
    ("path", "config", "type_"),
    [
        ("/data", {"MAX_CONTENT_LENGTH": 1000}, "application/octet-stream"),
        ("/form", {"MAX_CONTENT_LENGTH": 1000}, MULTIPART),
        ("/form", {"MAX_FORM_MEMORY_SIZE": 1000}, MULTIPART),
        ("/own", {}, "application/octet-stream"),
    ],
)
def test_a_client_that_sends_too_much_sees_the_answer(
    app: hipflask.Flask, kind: str, path: str, config: dict[str, t.Any], type_: str
) -> None:
    app.config.update(config)
    body = FIELD + b"." * LARGE + b"\r\n--x--\r\n"
    with served(app, kind) as connection:
        connection.request("POST", path, body, {"Content-Type": type_})
        response = connection.getresponse()
        assert response.status == 413
        assert b"exceeds" in response.read()


def test_chunks_that_become_too_many_are_read_to_their_end(app: hipflask.Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    chunks = (b"." * 2**16 for _ in range(LARGE // 2**16))
    with served(app, "development") as connection:
        connection.request("POST", "/data", chunks, encode_chunked=True)
        assert connection.getresponse().status == 413


class _Endless(io.RawIOBase):
    """Sends forever, and counts."""

    sent = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: t.Any) -> int:
        self.sent += len(buffer)
        return len(buffer)


@pytest.mark.parametrize("length", [None, 2**40])
def test_reading_on_ends_somewhere(
    app: hipflask.Flask, monkeypatch: pytest.MonkeyPatch, length: int | None
) -> None:
    monkeypatch.setattr("hipflask._draining.MOST", 300_000)
    app.config["MAX_CONTENT_LENGTH"] = 1000
    body = _Endless()
    environ: dict[str, t.Any] = {"wsgi.input": body, "wsgi.input_terminated": True}
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
    response = app.test_client().post("/data", environ_overrides=environ)
    assert response.status_code == 413
    assert 300_000 <= body.sent < 400_000


def test_a_client_that_leaves_meanwhile_does_no_harm(app: hipflask.Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 2
    response = app.test_client().post(
        "/data", input_stream=io.BytesIO(b"only this"), environ_overrides={"CONTENT_LENGTH": "999"}
    )
    assert response.status_code == 413


def test_a_body_within_the_limit_is_read_once(app: hipflask.Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 9
    client = app.test_client()
    assert client.post("/data", data=b"123456789").text == "9"
    for body in (b"12345678", b"123456789"):
        chunked = {
            "input_stream": io.BytesIO(body),
            "environ_overrides": {"wsgi.input_terminated": True},
        }
        assert client.post("/data", **chunked).text == str(len(body))
