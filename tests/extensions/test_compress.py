"""Flask-Compress: large answers travel compressed, streams too."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import brotli
import pytest
from flask_compress import Compress

from hipflask import Flask, Response
from hipflask.testing import FlaskClient

TEXT = "hills and valleys " * 200


@pytest.fixture(autouse=True)
def views(app: Flask) -> None:
    Compress(app)

    @app.get("/large")
    def large() -> str:
        return TEXT

    @app.get("/small")
    def small() -> str:
        return "hill"

    @app.get("/stream")
    def stream() -> Response:
        def chunks() -> Iterator[str]:
            yield from (TEXT, TEXT)

        return app.response_class(chunks(), mimetype="text/html")


def test_the_best_encoding_is_taken(client: FlaskClient) -> None:
    zipped = client.get("/large", headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data).decode() == TEXT
    assert int(zipped.headers["Content-Length"]) == len(zipped.data) < len(TEXT)
    assert "Accept-Encoding" in zipped.headers["Vary"]
    better = client.get("/large", headers={"Accept-Encoding": "gzip;q=0.5, br"})
    assert brotli.decompress(better.data).decode() == TEXT


def test_what_is_left_as_it_is(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/large").headers
    small = client.get("/small", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in small.headers


def test_a_stream_is_compressed_as_it_comes(client: FlaskClient) -> None:
    answer = client.get("/stream", headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert brotli.decompress(answer.data).decode() == 2 * TEXT
