"""A WSGI application that behaves like a static host."""

from __future__ import annotations

import mimetypes
import os
import typing as t
from pathlib import Path
from urllib.parse import quote

from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.security import safe_join
from werkzeug.utils import redirect, send_file
from werkzeug.wrappers import Request, Response
from werkzeug.wsgi import FileWrapper

if t.TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

#: What the machine's own tables may lack or, on Windows, may have wrong.
_TYPES = {
    ".css": "text/css",
    ".gz": "application/gzip",
    ".xz": "application/x-xz",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}


class StaticSite:
    """Serve a folder as static hosts do.

    A folder answers with its ``index.html``, and without its slash redirects to itself with one;
    what does not exist answers ``404.html`` with status 404. Files carry ``ETag`` and
    ``Last-Modified`` and answer conditional and range requests.

    :param root: the folder; it may be changed while the site is served.
    :param base_path: the path below which the site appears, such as ``/repo/``.
    """

    def __init__(self, root: Path, base_path: str = "/") -> None:
        self.root = root
        #: With a slash at both ends.
        self.base_path = normal_base_path(base_path)

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> t.Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        request = Request(environ)
        try:
            response = self.respond(request)
        except HTTPException as error:
            return error(environ, start_response)
        return response(environ, start_response)

    def respond(self, request: Request) -> Response:
        """Return the response to a request, whose path still has the base path."""
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed(["GET", "HEAD"])
        if f"{request.path}/" == self.base_path:
            return _with_slash(request)
        if not request.path.startswith(self.base_path):
            raise NotFound(f"This site is served below {self.base_path}")
        return self.answer(request, request.path.removeprefix(self.base_path), self.root)

    def answer(self, request: Request, name: str, root: Path) -> Response:
        """Return the file of a folder that a path relative to the base names."""
        path = _locate(root, name)
        if path is not None and path.is_dir():
            if name and not name.endswith("/"):
                return _with_slash(request)
            path = path / "index.html"
        elif name.endswith("/"):
            path = None
        if path is not None and path.is_file():
            return _file(request, path)
        missing = root / "404.html"
        if not missing.is_file():
            raise NotFound
        response = _file(request, missing, conditional=False)
        response.status_code = 404
        return response


class _ClosingFileWrapper(FileWrapper):
    """Closes its file at the latest when nobody refers to it.

    Werkzeug's server does not call ``close()`` when it finds that the client has hung up.
    """

    def __del__(self) -> None:
        self.close()


def normal_base_path(text: str) -> str:
    """Return a base path with a slash at both ends."""
    inner = text.strip("/")
    return f"/{inner}/" if inner else "/"


def _locate(root: Path, name: str) -> Path | None:
    """Return what a path names, unless it leads out of the root, through links or otherwise."""
    joined = safe_join(os.fspath(root), name)
    if joined is None or "\0" in name:
        return None
    path = Path(joined)
    return path if path.resolve().is_relative_to(root.resolve()) else None


def _file(request: Request, path: Path, *, conditional: bool = True) -> Response:
    mimetype = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    return send_file(
        path,
        {**request.environ, "wsgi.file_wrapper": _ClosingFileWrapper},
        mimetype=mimetype or "application/octet-stream",
        conditional=conditional,
    )


def _with_slash(request: Request) -> Response:
    query = request.query_string.decode("latin-1")
    response = redirect(f"{quote(request.path)}/{'?' if query else ''}{query}", 301)
    response.autocorrect_location_header = False
    return response
