"""A client as thin as can be, so that the time measured is the application's."""

from __future__ import annotations

import io
import typing as t
from dataclasses import dataclass

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


@dataclass(frozen=True)
class Call:
    """A request, and the status that answers it."""

    path: str
    method: str = "GET"
    query: str = ""
    body: bytes = b""
    content_type: str = ""
    status: int = 200


@dataclass(frozen=True)
class Answer:
    """What an application answered, its body read to the end."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def cookies(self) -> str:
        """The ``Cookie`` field of a client that takes all cookies, whatever their attributes."""
        fields = [value for name, value in self.headers if name.lower() == "set-cookie"]
        return "; ".join(field.partition(";")[0] for field in fields)


def make_environ(call: Call, cookies: str = "") -> dict[str, t.Any]:
    """The environ of a request (PEP 3333), without the stream of its body."""
    environ: dict[str, t.Any] = {
        "REQUEST_METHOD": call.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": call.path,
        "QUERY_STRING": call.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "HTTP_USER_AGENT": "bench",
        "HTTP_ACCEPT": "*/*",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if call.body:
        environ["CONTENT_LENGTH"] = str(len(call.body))
        environ["CONTENT_TYPE"] = call.content_type
    if cookies:
        environ["HTTP_COOKIE"] = cookies
    return environ


def ask(app: WSGIApplication, environ: dict[str, t.Any], body: bytes) -> Answer:
    """Send a request and return the whole answer."""
    started: list[t.Any] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: t.Any = None
    ) -> t.Any:
        started[:] = [status, headers]

    iterable = app({**environ, "wsgi.input": io.BytesIO(body)}, start_response)
    content = b"".join(iterable)
    if hasattr(iterable, "close"):
        iterable.close()
    status, headers = started
    return Answer(int(status[:3]), headers, content)


def _ignore(status: str, headers: list[tuple[str, str]], exc_info: t.Any = None) -> t.Any:
    """Take a response's head and do nothing with it."""


def ask_often(
    app: WSGIApplication, environ: dict[str, t.Any], body: bytes, times: int, whole: bool = True
) -> None:
    """Send a request several times, each with a fresh environ.

    :param whole: read each body to its end, and not just the first piece
    """
    for _ in range(times):
        iterable = app({**environ, "wsgi.input": io.BytesIO(body)}, _ignore)
        for _chunk in iterable:
            if not whole:
                break
        if hasattr(iterable, "close"):
            iterable.close()
