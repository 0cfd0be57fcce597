"""Finding the browsers beside Chromium, or installing them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

#: Override the search; for browsers that stand somewhere unusual.
FIREFOX_VARIABLE = "HIPFLASK_TEST_FIREFOX"
WEBKIT_VARIABLE = "HIPFLASK_TEST_WEBKIT"

_FIREFOX_PLACES = ("/Applications/Firefox.app/Contents/MacOS/firefox",)
_MINI_BROWSERS = "*/webkit2gtk-4.*/MiniBrowser"


@dataclass(frozen=True)
class WebKit:
    """What it takes to drive WebKitGTK without a screen."""

    browser: str
    driver: str
    #: The X server that draws to memory.
    display: str


def find_firefox() -> str | None:
    """Return the path of a Firefox."""
    chosen = os.environ.get(FIREFOX_VARIABLE)
    return chosen or _first(
        [*map(shutil.which, ("firefox-esr", "firefox")), *filter(os.path.exists, _FIREFOX_PLACES)]
    )


def find_webkit() -> WebKit | None:
    """Return the programs that WebKitGTK's tests need, unless one of them is missing."""
    folders = [Path("/usr/lib"), Path("/usr/libexec")]
    found = [str(path) for folder in folders for path in sorted(folder.glob(_MINI_BROWSERS))]
    browser = os.environ.get(WEBKIT_VARIABLE) or _first(found)
    driver = shutil.which("WebKitWebDriver")
    display = shutil.which("Xvfb")
    return WebKit(browser, driver, display) if browser and driver and display else None


def install_engines() -> None:
    """Install those that are missing, where apt can; the others' tests will be skipped."""
    wanted: list[tuple[Callable[[], object], list[str]]] = [
        (find_firefox, ["firefox-esr"]),
        (find_webkit, ["webkit2gtk-driver", "xvfb"]),
    ]
    packages = [name for find, names in wanted if find() is None for name in names]
    if not packages or not shutil.which("apt-get"):
        return
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for command in (
        [*sudo, "apt-get", "update"],
        [*sudo, "apt-get", "install", "-y", "--no-install-recommends", *packages],
    ):
        print("$", *command, flush=True)
        try:
            subprocess.run(command, check=False, timeout=600)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(error, flush=True)


def _first(found: Iterable[str | None]) -> str | None:
    return next(filter(None, found), None)
