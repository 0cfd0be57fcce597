"""A server of somebody else's, which allows every origin to ask it (CORS)."""

from __future__ import annotations

import gzip
import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

#: What ``/gzip`` answers: ``b"packed"``, packed.
_PACKED = gzip.compress(b"packed", mtime=0)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_one_request(self) -> None:
        # Every method, even one that nobody has heard of, is answered the same way.
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        route = urlsplit(self.path).path.strip("/").split("/")
        answer = getattr(self, f"_{route[0]}", None)
        if self.command == "OPTIONS":
            self._send(204)
        elif answer is None:
            self._send(404, b"nothing here")
        else:
            answer(body, *route[1:])

    def _echo(self, body: bytes, *rest: str) -> None:
        """Tell what arrived, and how often this target was asked for."""
        self._server.asked[self.path] += 1
        report = {
            "method": self.command,
            "target": self.path,
            "asked": self._server.asked[self.path],
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": body.decode("latin-1"),
        }
        self._send(200, json.dumps(report).encode(), {"Content-Type": "application/json"})

    def _status(self, body: bytes, status: str) -> None:
        self._send(int(status), b"" if status in ("204", "304") else f"status {status}".encode())

    def _redirect(self, body: bytes, status: str, *rest: str) -> None:
        self._send(int(status), b"elsewhere", {"Location": f"/echo/{'/'.join(rest)}#there"})

    def _gzip(self, body: bytes) -> None:
        self._send(200, _PACKED, {"Content-Encoding": "gzip"})

    def _stream(self, body: bytes, first: str, rest: str) -> None:
        """Send some bytes at once, and the rest when ``/go`` is asked for."""
        self._send(200, None, {"Content-Length": str(int(first) + int(rest))})
        self.wfile.write(b"1" * int(first))
        self._server.go.acquire(timeout=20)
        self.wfile.write(b"2" * int(rest))

    def _go(self, body: bytes) -> None:
        self._server.go.release()
        self._send(200, b"gone")

    def _cut(self, body: bytes) -> None:
        """Promise more than is sent."""
        self._send(200, None, {"Content-Length": "10"})
        self.wfile.write(b"12345")
        self.close_connection = True

    def _stall(self, body: bytes) -> None:
        """Begin an answer, and end it only when the server ends."""
        self._send(200, None, {"Content-Length": "10"})
        self.wfile.write(b"12345")
        self._never(body)

    def _never(self, body: bytes) -> None:
        """Answer only when the server ends."""
        self._server.over.wait(20)
        self.close_connection = True

    @property
    def _server(self) -> Any:
        return self.server

    def _send(self, status: int, body: bytes | None = b"", headers: Any = None) -> None:
        self.send_response_only(status)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
        self.send_header("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Custom")
        self.send_header("Access-Control-Expose-Headers", "X-Answer")
        self.send_header("X-Answer", "yes")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if body is not None:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if body and self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def serve() -> Iterator[str]:
    """Run the server; give its URL, without a slash at its end."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.asked = Counter()
    server.go = threading.Semaphore(0)
    server.over = threading.Event()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.over.set()
        server.go.release()
        server.shutdown()
        server.server_close()
        thread.join()
