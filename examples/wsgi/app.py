"""A web application with no framework at all: one callable, as PEP 3333 describes it.

It shows the request as the server handed it over and echoes the form that you post.
hipflask runs it, and exports it to the browser, just as it does with a Flask app.
"""

from __future__ import annotations

import typing as t
from html import escape
from string import Template
from urllib.parse import parse_qsl

if t.TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

SHOWN = (
    "REQUEST_METHOD",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "CONTENT_TYPE",
    "CONTENT_LENGTH",
    "SERVER_NAME",
    "SERVER_PORT",
    "SERVER_PROTOCOL",
    "SERVER_SOFTWARE",
    "HTTP_HOST",
    "HTTP_USER_AGENT",
    "wsgi.url_scheme",
    "wsgi.multithread",
    "wsgi.multiprocess",
)
LARGEST_FORM = 64 * 1024

PAGE = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Plain WSGI</title>
<link rel="icon" href="data:,">
<style>
  :root { color-scheme: light dark; --line: #8885; --accent: #0b6e5f }
  @media (prefers-color-scheme: dark) { :root { --accent: #6fd0bd } }
  body { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem;
         font: 1rem/1.5 system-ui, sans-serif }
  h1, h2 { line-height: 1.2 }
  h1 span { color: var(--accent) }
  table { width: 100%; border-collapse: collapse; font: .9rem/1.4 ui-monospace, monospace }
  th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--line); text-align: left;
           vertical-align: top; overflow-wrap: anywhere }
  th { font-weight: 600; white-space: nowrap }
  form { display: grid; gap: .8rem; max-width: 24rem }
  label { display: grid; gap: .2rem }
  input, button { font: inherit; padding: .5rem .7rem; border-radius: .4rem;
                  border: 1px solid #888 }
</style>
<h1>Plain <span>WSGI</span></h1>
<p>One callable, no framework. This is what it was called with.</p>
$echo
<h2>Post a form</h2>
<form method="post">
  <label>Your name <input name="name" autocomplete="name"></label>
  <label>Your favourite drink <input name="drink"></label>
  <button>Send</button>
</form>
<h2>The environ</h2>
$environ
""")


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer one request: the WSGI entry point (PEP 3333)."""
    method = environ["REQUEST_METHOD"]
    if method not in ("GET", "HEAD", "POST"):
        start_response(
            "405 Method Not Allowed",
            [("Allow", "GET, HEAD, POST"), ("Content-Type", "text/plain; charset=utf-8")],
        )
        return [b"Only GET, HEAD and POST are understood here.\n"]

    echo = ""
    if method == "POST":
        echo = "<h2>You posted</h2>\n" + table(read_form(environ))
    body = PAGE.substitute(echo=echo, environ=table(shown(environ))).encode()
    start_response(
        "200 OK",
        [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))],
    )
    return [] if method == "HEAD" else [body]


def read_form(environ: WSGIEnvironment) -> list[tuple[str, str]]:
    """The fields of a URL-encoded form, in order; bytes past ``LARGEST_FORM`` are not read."""
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    body = environ["wsgi.input"].read(min(max(length, 0), LARGEST_FORM))
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)


def shown(environ: WSGIEnvironment) -> list[tuple[str, str]]:
    """The telling part of the environ, as pairs of name and text."""
    return [(name, str(environ[name])) for name in SHOWN if name in environ]


def table(rows: Iterable[tuple[str, str]]) -> str:
    """An HTML table of *rows*. Whatever comes from outside is escaped here."""
    lines = "\n".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>'
        for name, value in rows
    )
    return f"<table>\n{lines}\n</table>"
