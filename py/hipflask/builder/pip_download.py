"""Has pip resolve and download the wheels of a site."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import typing as t
from pathlib import Path

from .errors import MissingExtraError, RequirementError, UnresolvableRequirementError
from .requirements import Requirement, normalise
from .standins import LABEL

_NOT_FOUND = re.compile(
    r"Could not find a version that satisfies the requirement (?P<what>.+?)"
    r"(?: \(from (?P<who>(?!versions:)[^)]*)\))? \(from versions:"
)
_CONFLICT = re.compile(r"The conflict is caused by:\n(?P<sides>.+?)\n\n", re.DOTALL)
_DEPENDS = re.compile(r" depends on ([A-Za-z0-9._-]*[A-Za-z0-9])")
_UNREACHABLE = re.compile(r"Retrying \(|ConnectionError|Connection refused|name resolution")
#: Marks stand-ins and their constraints; of no use to the reader of a message.
_SHOWN_LABEL = re.compile(rf"\+{LABEL}\b")
#: What pip says about itself, and about a file that only it has seen.
_NOISE = re.compile(r"(?:ERROR|WARNING): |\s*\(from line \d+ of [^)]*\)")


def download_wheels(
    requirements: t.Sequence[Requirement],
    options: t.Sequence[str],
    *,
    python: str,
    platform: str,
    folder: Path,
    dependencies: bool = True,
) -> list[Path]:
    """Resolve requirements for the browser and download their wheels.

    :param options: further lines of a requirements file, such as ``--constraint …``.
    :param python: version of Python in the browser.
    :param platform: the browser's platform tag, such as ``pyemscripten_2026_0_wasm32``.
    :param folder: an empty folder to download to.
    :param dependencies: whether to download what the requirements require, too.
    :raise RequirementError: when pip finds no set of wheels that fit.
    """
    if importlib.util.find_spec("pip") is None:
        raise MissingExtraError(
            "The site has requirements of its own, and pip, which resolves them, is not here.",
            "Install it into this environment: python -m ensurepip",
        )
    listing = folder.with_name("requirements.txt")
    lines = [*options, *(item.text for item in requirements)]
    listing.write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = _command(python, platform, folder, listing)
    if not dependencies:
        command.append("--no-deps")
    result = subprocess.run(
        command,
        cwd=folder.parent,
        env=_environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if result.returncode:
        raise explain(result.stdout + result.stderr, requirements)
    return sorted(folder.glob("*.whl"))


def marker_environment(python: str) -> dict[str, str]:
    """Return the values of environment markers (PEP 508) in the browser.

    :param python: version of Python there, such as ``3.14.2``.
    """
    return {
        "implementation_name": "cpython",
        "implementation_version": python,
        "os_name": "posix",
        "platform_machine": "wasm32",
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": "Emscripten",
        "platform_version": "",
        "python_full_version": python,
        "python_version": ".".join(python.split(".")[:2]),
        "sys_platform": "emscripten",
    }


def _command(python: str, platform: str, folder: Path, listing: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "hipflask.builder.browser_pip"),
        json.dumps(marker_environment(python)),
        *(
            "download",
            "--progress-bar=off",
            "--no-input",
            "--no-color",
            "--disable-pip-version-check",
        ),
        *("--only-binary=:all:", "--implementation=cp", f"--python-version={python}"),
        *(f"--platform={platform}", f"--dest={folder}", f"--requirement={listing}"),
    ]


def _environment() -> dict[str, str]:
    """Let the process import this very hipflask, wherever it was imported from."""
    home = str(Path(__file__).resolve().parents[2])
    inherited = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": f"{home}{os.pathsep}{inherited}" if inherited else home}


def explain(output: str, requirements: t.Sequence[Requirement]) -> RequirementError:
    """Return an error that says what pip's output means.

    :param output: what pip wrote to its standard output and error.
    """
    if _UNREACHABLE.search(output):
        return UnresolvableRequirementError(
            "pip cannot reach the package index, which the site's requirements are taken from.",
            f"Check the network and pip's configuration. pip said:\n{_tail(output)}",
        )
    missing = _NOT_FOUND.search(output)
    if missing:
        name = Requirement.parse(missing["what"], "").name
        origins = [item.origin for item in requirements if item.name == name]
        # pip tells the whole chain, nearest first, and the listing is a file of ours.
        chain = (missing["who"] or "").split("->")[0].split(" (line")[0]
        who = ", ".join(dict.fromkeys(origins)) or Path(chain).name or "the site"
        return UnresolvableRequirementError(
            f"No wheel of {missing['what']} runs in the browser; it is required by {who}.",
            "Remove the requirement, or replace it by a package in pure Python.",
            wanting=[name],
        )
    conflict = _CONFLICT.search(output)
    if conflict:
        sides = _SHOWN_LABEL.sub("", conflict["sides"])
        return UnresolvableRequirementError(
            f"The site's requirements conflict with each other or with hipflask's:\n{sides}",
            "Loosen or remove one of them; what hipflask itself brings is fixed.",
            wanting=dict.fromkeys(map(normalise, _DEPENDS.findall(sides))),
        )
    return UnresolvableRequirementError(
        f"The site's requirements cannot be met in the browser. pip said:\n{_tail(output)}",
        "Correct or remove the requirement that pip names.",
    )


def _tail(output: str) -> str:
    told = (line for line in output.splitlines() if line.strip())
    lines = [_NOISE.sub("", line) for line in told if not line.startswith("Looking in ")]
    return "\n".join(f"  {line}" for line in lines[-12:])
