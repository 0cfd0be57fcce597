"""A static host whose content changes, and which can be slow or incomplete."""

from __future__ import annotations

import shutil
import threading
import typing as t
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hipflask.builder.serving import open_server
from hipflask.builder.static_server import StaticSite

if t.TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class StaticHost:
    """Serves exports, each in a folder of its own, to be deployed anew at any time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._deployments = 0
        self._site = StaticSite(folder)
        self._held: dict[str, threading.Event] = {}
        #: Ends with a slash.
        self.url = ""
        #: Paths that were asked for since the last deployment, with a slash at the beginning.
        self.requests: list[str] = []

    def deploy(self, exports: Mapping[str, Path]) -> Path:
        """Replace all there is by exports, in folders such as ``""`` or ``"a/b/"``, at once.

        :returns: the folder that is served now.
        """
        self._deployments += 1
        root = self._folder / str(self._deployments)
        for name, export in sorted(exports.items()):
            shutil.copytree(export, root / name, dirs_exist_ok=True)
        self._site.root = root
        self.requests.clear()
        return root

    def put(self, name: str, content: str) -> None:
        path = self._site.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)

    def hold(self, part: str) -> threading.Event:
        """Answer no request whose path has this part until the event is set."""
        return self._held.setdefault(part, threading.Event())

    def release(self) -> None:
        for event in self._held.values():
            event.set()
        self._held.clear()

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> t.Iterable[bytes]:
        path = environ["PATH_INFO"]
        self.requests.append(path)
        for part, event in list(self._held.items()):
            if part in path:
                event.wait()
        return self._site(environ, start_response)


@contextmanager
def open_host(folder: Path) -> Iterator[StaticHost]:
    host = StaticHost(folder)
    server = open_server(host, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    host.url = f"http://127.0.0.1:{server.port}/"
    try:
        yield host
    finally:
        host.release()
        server.shutdown()
        thread.join()
        server.server_close()
