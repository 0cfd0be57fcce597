"""Finding a Chromium to test with, or installing one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import typing as t
from pathlib import Path

#: Overrides the search; for a Chromium that stands somewhere unusual.
VARIABLE = "HIPFLASK_TEST_CHROMIUM"

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

#: What Chromium does without: all that Playwright leaves out, for only the last list counts; and
#: what loads pages of its own into each window, which took a fifth of the tests' time.
_WITHOUT = (
    *("AimEnabled", "AutoDeElevate", "AvoidCorsURLLoaderRestartOnRedirect"),
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "BlockOriginHeaderModificationOnRedirect"),
    *("DestroyProfileOnBrowserClose", "DialMediaRouteProvider", "GlobalMediaControls"),
    *("HttpsUpgrades", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying"),
    *("OptimizationHints", "PaintHolding", "ThirdPartyStoragePartitioning", "Translate"),
    *("WebUIOmniboxAimPopup", "WebUIOmniboxPopup"),
)


def launch_options(path: str, *, optimizing: bool = False) -> dict[str, t.Any]:
    """Return how Playwright is to start a Chromium for the tests.

    :param optimizing: whether WebAssembly is compiled as for visitors, rather than once, the quick
        way, as nothing in a test runs for long.
    """
    switches = ["--no-sandbox", f"--disable-features={','.join(_WITHOUT)}"]
    if not optimizing:
        switches.append("--js-flags=--liftoff-only")
    return {"executable_path": path, "args": switches}


def find_chromium() -> str | None:
    """Return the path of a Chromium, the one that Playwright has installed before all others."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        if not Path(chosen).exists():
            raise SystemExit(f"{VARIABLE} names {chosen}, which does not exist.")
        return chosen
    return (
        _of_playwright()
        or next(filter(None, map(shutil.which, _NAMES)), None)
        or next(filter(os.path.exists, _PLACES), None)
    )


def install_chromium() -> str:
    """Install a Chromium, by Playwright or else by apt, and return its path.

    :raises SystemExit: neither could.
    """
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get"):
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        attempts.append([*sudo, "apt-get", "update"])
        attempts.append([*sudo, "apt-get", "install", "-y", "--no-install-recommends", "chromium"])
    for command in attempts:
        print("$", *command, flush=True)
        try:
            subprocess.run(command, check=False, timeout=600)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(error, flush=True)
        found = find_chromium()
        if found:
            return found
    raise SystemExit(
        "No Chromium was found, and none could be installed.\n"
        f"Install one, or set {VARIABLE} to the path of one, and run the tests again."
    )


def _of_playwright() -> str | None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None
