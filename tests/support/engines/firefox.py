"""Firefox, which is driven by WebDriver BiDi, without a driver between.

Playwright drives it by the same protocol, but has it report each request and keep each answer,
which is a third of what Firefox then does in these tests.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
import typing as t
from pathlib import Path

import websocket

from .finding import find_firefox
from .interface import MissingEngineError

#: Seconds that a start, and a command beside what it waits for, may take.
_LIMIT = 60

_PREFERENCES = {
    # WebAssembly is compiled once, the quick way: nothing here runs for long.
    "javascript.options.wasm_optimizingjit": False,
    # A download is stored, and nobody is asked or shown anything.
    "browser.download.folderList": 2,
    "browser.download.alwaysOpenPanel": False,
    "browser.download.always_ask_before_handling_new_types": False,
}


class FirefoxEngine:
    """A Firefox without a screen, and one page of it.

    :param preferences: in the place of those for tests.
    """

    name = "firefox"

    def __init__(self, preferences: dict[str, t.Any] | None = None) -> None:
        self._preferences = _PREFERENCES if preferences is None else preferences
        path = find_firefox()
        if path is None:
            raise MissingEngineError("no Firefox was found")
        self._profile = Path(tempfile.mkdtemp(prefix="hipflask-firefox-"))
        self._process = self._start(path)
        try:
            self._socket = self._connect()
            self._commands = 0
            self._command("session.new", {"capabilities": {}})
            self._page = self._command("browsingContext.create", {"type": "tab"})["context"]
        except BaseException:
            self._end()
            raise

    @property
    def pid(self) -> int:
        """The process from which all others of it descend."""
        return self._process.pid

    def open(self, url: str) -> None:
        # Timers of a page that is not in front come only once a second.
        self._command("browsingContext.activate", {"context": self._page})
        where = {"context": self._page, "url": url, "wait": "complete"}
        self._command("browsingContext.navigate", where)

    def run(self, function: str, *arguments: t.Any, timeout: float = 30) -> t.Any:
        call = f"""async () => JSON.stringify(await Promise.race([
            ({function})(...{json.dumps(arguments)}),
            new Promise((_, fail) =>
                setTimeout(() => fail(new Error('no answer in {timeout} s')), {timeout * 1000})),
        ]))"""
        parameters = {
            "functionDeclaration": call,
            "awaitPromise": True,
            "target": {"context": self._page},
            "userActivation": True,
        }
        outcome = self._command("script.callFunction", parameters, timeout + _LIMIT)
        if outcome["type"] == "exception":
            raise RuntimeError(outcome["exceptionDetails"]["text"])
        return json.loads(outcome["result"].get("value", "null"))

    def close(self) -> None:
        try:
            self._command("browser.close", {})
            self._socket.close()
        finally:
            self._end()

    def _start(self, path: str) -> subprocess.Popen[bytes]:
        preferences = {**self._preferences, "browser.download.dir": str(self._profile)}
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in preferences.items()]
        (self._profile / "user.js").write_text("".join(lines))
        return subprocess.Popen(
            [path, "--headless", "--profile", self._profile, "--remote-debugging-port=0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _connect(self) -> websocket.WebSocket:
        """Connect to where it listens, which it writes into its profile once it does."""
        told = self._profile / "WebDriverBiDiServer.json"
        end = time.monotonic() + _LIMIT
        while not (told.exists() and told.read_text().endswith("}")):
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("Firefox has ended, or does not listen for WebDriver BiDi.")
            time.sleep(0.05)
        address = json.loads(told.read_text())
        url = f"ws://{address['ws_host']}:{address['ws_port']}/session"
        # Only what isn't a web page may drive it, and that has no origin.
        return websocket.create_connection(url, timeout=_LIMIT, suppress_origin=True)

    def _command(self, method: str, params: dict[str, t.Any], timeout: float = _LIMIT) -> t.Any:
        """Give a command, and wait for its result; there is but one at a time.

        :raises RuntimeError: it failed.
        """
        self._commands += 1
        self._socket.settimeout(timeout)
        self._socket.send(json.dumps({"id": self._commands, "method": method, "params": params}))
        answer: dict[str, t.Any] = {}
        while answer.get("id") != self._commands:
            answer = json.loads(self._socket.recv())
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['error']}: {answer['message']}")
        return answer["result"]

    def _end(self) -> None:
        self._process.terminate()
        self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)
