"""A static site that is built anew while it is served."""

from __future__ import annotations

import html
import threading
import typing as t
from dataclasses import dataclass
from pathlib import Path

from werkzeug.wrappers import Request, Response

from .broadcast import Broadcast, format_event
from .pages import ASSETS_FOLDER
from .static_server import StaticSite

#: Where pages listen for news, relative to the site's base.
LIVE_PATH = f"{ASSETS_FOLDER}live"
#: Milliseconds after which a page that lost its connection tries again.
_RETRY = 1000


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the site consists of at one moment; replaced as a whole."""

    root: Path | None = None
    #: The build before, of which a page that is being loaded may still want assets.
    former: Path | None = None
    build: str = ""
    #: Why the latest build failed, or an empty string.
    problem: str = ""


class LiveSite(StaticSite):
    """Serve the latest build, and tell open pages of the next.

    ``<base>hipflask-assets/live`` is an event stream. ``build`` carries the identifier of a new
    build, ``problem`` the text of a failed one. A page that names the build that it shows
    (``?build=…``), or comes back after a lost connection, is told at once if there is another.
    """

    def __init__(self, base_path: str = "/") -> None:
        super().__init__(Path(), base_path)
        self._shown = _Shown()
        self._lock = threading.Lock()
        self._news = Broadcast()

    @property
    def build(self) -> str:
        """The identifier of the build that is shown, or an empty string before the first."""
        return self._shown.build

    def show(self, root: Path, build: str) -> None:
        """Show a folder from now on, and tell the open pages if its build is another."""
        with self._lock:
            before = self._shown
            former = before.root if root != before.root else before.former
            self._shown = _Shown(root, former, build)
            if build != before.build or before.problem:
                self._news.publish(_news_of(self._shown))

    def report(self, problem: str) -> None:
        """Tell the open pages that a build failed, and why; they keep what they show."""
        with self._lock:
            shown = self._shown
            self._shown = _Shown(shown.root, shown.former, shown.build, problem)
            self._news.publish(_news_of(self._shown))

    def close(self) -> None:
        """End all event streams."""
        self._news.close()

    def answer(self, request: Request, name: str, root: Path) -> Response:
        """Answer from the build that is shown when the request comes in."""
        if name == LIVE_PATH:
            return self._stream(request)
        shown = self._shown
        if shown.root is None:
            return _failure_page(shown.problem, self.base_path)
        response = super().answer(request, name, shown.root)
        if response.status_code == 404 and shown.former and name.startswith(ASSETS_FOLDER):
            earlier = super().answer(request, name, shown.former)
            if earlier.status_code != 404:
                response.close()
                return earlier
            earlier.close()
        return response

    def _stream(self, request: Request) -> Response:
        known = request.headers.get("Last-Event-ID") or request.args.get("build")
        stream: t.Iterable[bytes] = ()
        if request.method != "HEAD":
            with self._lock:
                shown = self._shown
                start = f"retry: {_RETRY}\nid: {shown.build}\n\n".encode()
                if shown.problem or (known is not None and known != shown.build):
                    start += _news_of(shown)
                stream = self._news.listen(start)
        return Response(stream, mimetype="text/event-stream", headers={"Cache-Control": "no-store"})


def _news_of(shown: _Shown) -> bytes:
    if shown.problem:
        return format_event("problem", shown.problem)
    return format_event("build", shown.build, shown.build)


def _failure_page(problem: str, base_path: str) -> Response:
    """Return what is shown as long as no build has succeeded; it reloads when one does."""
    page = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>The build failed</title>
<style>:root {{ color-scheme: light dark; font: 1rem/1.5 system-ui; margin: 2rem }}</style>
<h1>The build failed</h1>
<pre>{html.escape(problem or "It has not ended yet.")}</pre>
<p>This page reloads when a build succeeds.</p>
<script>
  new EventSource("{base_path}{LIVE_PATH}").addEventListener("build", () => location.reload());
</script>
</html>
"""
    return Response(page, 503, mimetype="text/html", headers={"Cache-Control": "no-store"})
