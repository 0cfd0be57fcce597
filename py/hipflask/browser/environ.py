"""From the parts of a Fetch request to a WSGI environ (:pep:`3333`, RFC 3875)."""

from __future__ import annotations

import io
import sys
import typing as t
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.util import FileWrapper

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class Body(t.NamedTuple):
    """The content of a request that is read bit by bit."""

    stream: t.BinaryIO
    #: In bytes.
    length: int


_DEFAULT_PORTS = {"http": 80, "https": 443}


def build_environ(
    method: str,
    url: str,
    script_name: str,
    headers: Iterable[tuple[str, str]],
    body: bytes | Body,
) -> WSGIEnvironment:
    """Return the environ of one request.

    :param method: the request method, as the browser gives it (``GET``, ``PATCH``, …).
    :param url: the absolute URL, percent-encoded, without a fragment.
    :param script_name: where the application is mounted: the scope's path, percent-encoded and
        without its trailing slash (``""`` or ``"/repo"``).
    :param headers: field names and values, values as latin-1 text. Fields with one name are
        joined by a comma, ``Cookie`` by a semicolon.
    :param body: the content of the request, in memory or to be read.
    :raises ValueError: the URL is relative, or outside of ``script_name``.
    """
    stream, length = (io.BytesIO(body), len(body)) if isinstance(body, bytes) else body
    parts = urlsplit(url)
    if not parts.scheme or parts.hostname is None:
        raise ValueError(f"The URL of a request must be absolute, not {url!r}.")
    path = parts.path or "/"
    if script_name and path != script_name and not path.startswith(f"{script_name}/"):
        raise ValueError(f"The path {path!r} is outside of the mount point {script_name!r}.")
    # As it was sent: a question mark is told even if nothing follows it.
    request_uri = f"{path}?{parts.query}" if "?" in url else path
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 80)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": _decode_path(script_name),
        "PATH_INFO": _decode_path(path[len(script_name) :]),
        "QUERY_STRING": parts.query,
        "REQUEST_URI": request_uri,
        "RAW_URI": request_uri,
        "SERVER_NAME": parts.hostname,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_SOFTWARE": "hipflask",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": parts.netloc.rpartition("@")[2],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": stream,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
    }
    _add_headers(environ, headers)
    if length or _has_content(method, environ):
        environ["CONTENT_LENGTH"] = str(length)
    return environ


def _has_content(method: str, environ: WSGIEnvironment) -> bool:
    """Whether a browser would tell the length of a content of nothing (Fetch §4.6).

    It does so for a body that is empty, and for these two methods even if there is none. A worker
    is not told which it was; of a body there mostly is a type.
    """
    typed = "CONTENT_TYPE" in environ and method not in {"GET", "HEAD"}
    return typed or method in {"POST", "PUT"}


def _decode_path(path: str) -> str:
    """Percent-decode to bytes and carry these in a latin-1 string, as :pep:`3333` wants it."""
    return unquote_to_bytes(path).decode("latin-1")


def _add_headers(environ: WSGIEnvironment, headers: Iterable[tuple[str, str]]) -> None:
    for name, value in headers:
        if "_" in name:
            continue  # servers drop it, for in an environ it could pass for one with a hyphen
        key = name.upper().replace("-", "_")
        if key == "CONTENT_LENGTH":
            continue  # the content is at hand, and its length is a fact rather than a claim
        if key == "CONTENT_TYPE":
            environ[key] = value
            continue
        key = f"HTTP_{key}"
        if key == "HTTP_HOST":
            continue  # the URL is what the visitor sees
        if key in environ:
            separator = "; " if key == "HTTP_COOKIE" else ", "
            value = f"{environ[key]}{separator}{value}"
        environ[key] = value
