"""The environ that an application gets for a request of the browser's."""

from __future__ import annotations

import io
from typing import Any
from wsgiref.validate import validator

import pytest

from hipflask.browser import Gateway, build_environ


def environ(
    url: str = "https://example.org/",
    *,
    method: str = "GET",
    script_name: str = "",
    headers: list[tuple[str, str]] | None = None,
    body: bytes = b"",
) -> dict[str, Any]:
    return build_environ(method, url, script_name, headers or [], body)


def test_path_is_percent_decoded_and_carried_as_latin_1() -> None:
    result = environ("https://example.org/caf%C3%A9%2Fbar//baz?q=%C3%A9&x=%2F")
    assert result["PATH_INFO"] == "/café/bar//baz".encode().decode("latin-1")
    assert result["QUERY_STRING"] == "q=%C3%A9&x=%2F"
    assert result["REQUEST_URI"] == "/caf%C3%A9%2Fbar//baz?q=%C3%A9&x=%2F"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://example.org/a/b", ""),
        ("https://example.org/a/b/", "/"),
        ("https://example.org/a/b/c", "/c"),
    ],
)
def test_mount_point_becomes_the_script_name(url: str, path: str) -> None:
    result = environ(url, script_name="/a/b")
    assert (result["SCRIPT_NAME"], result["PATH_INFO"]) == ("/a/b", path)


@pytest.mark.parametrize("url", ["https://example.org/abc", "https://example.org/"])
def test_url_outside_of_the_mount_point_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="outside of the mount point"):
        environ(url, script_name="/a")


def test_relative_url_is_refused() -> None:
    with pytest.raises(ValueError, match="must be absolute"):
        environ("/path")


@pytest.mark.parametrize(
    ("url", "host", "name", "port", "scheme"),
    [
        ("https://example.org/", "example.org", "example.org", "443", "https"),
        ("http://localhost:8000/", "localhost:8000", "localhost", "8000", "http"),
        ("http://[::1]:81/", "[::1]:81", "::1", "81", "http"),
    ],
)
def test_server_is_the_one_in_the_url(
    url: str, host: str, name: str, port: str, scheme: str
) -> None:
    result = environ(url, headers=[("host", "elsewhere.example")])
    assert result["HTTP_HOST"] == host
    assert (result["SERVER_NAME"], result["SERVER_PORT"]) == (name, port)
    assert result["wsgi.url_scheme"] == scheme


def test_headers_become_variables() -> None:
    result = environ(
        headers=[
            ("x-tag", "one"),
            ("X-Tag", "two"),
            ("cookie", "a=1"),
            ("Cookie", "b=2"),
            ("content-type", "text/plain"),
        ]
    )
    assert result["HTTP_X_TAG"] == "one, two"
    assert result["HTTP_COOKIE"] == "a=1; b=2"
    assert result["CONTENT_TYPE"] == "text/plain"
    assert "HTTP_CONTENT_TYPE" not in result


def test_content_length_is_that_of_the_body() -> None:
    result = environ(method="POST", headers=[("content-length", "999")], body=b"hello")
    assert result["CONTENT_LENGTH"] == "5"
    assert result["wsgi.input"].read() == b"hello"
    assert environ(method="PUT")["CONTENT_LENGTH"] == "0"
    assert "CONTENT_LENGTH" not in environ(method="GET")
    assert "CONTENT_LENGTH" not in environ(method="PATCH")
    typed = [("Content-Type", "text/plain")]
    assert environ(method="DELETE", headers=typed)["CONTENT_LENGTH"] == "0"
    assert "CONTENT_LENGTH" not in environ(method="GET", headers=typed)


def test_question_mark_without_a_query() -> None:
    assert environ("http://host/a?")["REQUEST_URI"] == "/a?"
    assert environ("http://host/a")["REQUEST_URI"] == "/a"


def test_fields_that_could_pass_for_others_are_dropped() -> None:
    result = environ(headers=[("X_Own", "forged"), ("X-Own", "real")])
    assert result["HTTP_X_OWN"] == "real"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_validates(method: str) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        content = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start_response("200 OK", [("Content-Type", "text/plain"), ("X-Method", method)])
        return [content]

    request = environ(
        "https://example.org/a/b?c=d", method=method, script_name="/a", body=b"\x00\xff"
    )
    request["wsgi.errors"] = errors = io.StringIO()
    exchange = Gateway(validator(app)).handle(request)
    assert exchange.status == 200
    assert exchange.read() == (b"" if method == "HEAD" else b"\x00\xff")
    assert errors.getvalue() == ""
