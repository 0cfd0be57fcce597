"""WebKitGTK, which Selenium drives on a screen in memory."""

from __future__ import annotations

import json
import os
import subprocess
import typing as t
import warnings

from .finding import WebKit, find_webkit
from .interface import MissingEngineError


class WebKitEngine:
    """WebKitGTK's small browser under its WebDriver."""

    name = "webkit"

    def __init__(self) -> None:
        programs = find_webkit()
        if programs is None:
            raise MissingEngineError("no WebKitGTK with WebKitWebDriver and Xvfb was found")
        self._screen, display = _start_screen(programs.display)
        try:
            self._driver = _start_driver(programs, display)
        except BaseException:
            self._stop_screen()
            raise

    def open(self, url: str) -> None:
        self._driver.get(url)

    def run(self, function: str, *arguments: t.Any, timeout: float = 30) -> t.Any:
        self._driver.set_script_timeout(timeout)
        outcome = self._driver.execute_async_script(
            f"""const given = [...arguments];
            const done = given.pop();
            (async () => ({function})(...given))().then(
                (value) => done({{ value: packed(value) }}),
                (error) => done({{ error: String(error) }}),
            );
            // The driver fails over characters that it can't tell.
            function packed(value) {{
                return JSON.stringify(value === undefined ? null : value).replace(
                    /[^ -~]/g,
                    (unit) => '\\\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0'),
                );
            }}""",
            *arguments,
        )
        if "error" in outcome:
            raise RuntimeError(outcome["error"])
        return json.loads(outcome["value"])

    def close(self) -> None:
        self._driver.quit()
        self._stop_screen()

    def _stop_screen(self) -> None:
        self._screen.terminate()
        self._screen.wait()


def _start_screen(program: str) -> tuple[subprocess.Popen[bytes], str]:
    """Start an X server on the first free display; it tells which over a pipe."""
    reading, writing = os.pipe()
    command = [program, "-displayfd", str(writing), "-screen", "0", "1280x900x24"]
    screen = subprocess.Popen(
        [*command, "-nolisten", "tcp"], pass_fds=[writing], stderr=subprocess.DEVNULL
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        return screen, f":{pipe.readline().strip()}"


def _start_driver(programs: WebKit, display: str) -> t.Any:
    # Selenium is only needed for this engine.
    from selenium import webdriver
    from selenium.webdriver.webkitgtk.options import Options
    from selenium.webdriver.webkitgtk.service import Service

    options = Options()
    options.binary_location = programs.browser
    options.add_argument("--automation")
    # As root, and in containers, WebKit's own sandbox cannot be made.
    environment = {
        **os.environ,
        "DISPLAY": display,
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        # WebAssembly is compiled the quick way only: nothing here runs for long.
        "JSC_useOMGJIT": "0",
    }
    service = Service(programs.driver, env=environment)
    with warnings.catch_warnings():
        # Selenium 4.51 calls for this engine what it has deprecated itself.
        warnings.filterwarnings("ignore", "setting remote_server_addr", DeprecationWarning)
        return webdriver.WebKitGTK(options=options, service=service)
