"""Pure wheels of distributions that offer none, but whose native part is optional."""

from __future__ import annotations

import os
import subprocess
import sys
import typing as t
import zipfile
from pathlib import Path

from .archive import make_zip
from .errors import UnresolvableRequirementError
from .wheels import Wheel

_NO_COMPILER = {"CC": "false", "CXX": "false"}

R = t.TypeVar("R")


class SourceBuilds:
    """Builds what nobody offers a wheel of, so that pip finds it on another try.

    Many distributions speed up code of theirs by an extension in C, and do without it where there
    is no compiler. Their indexes have wheels for the usual platforms, and the sources.

    :param options: lines of a requirements file, such as ``--index-url …``.
    :param pinned: name → line for pip with the hashes of its sources, where they are known.
    :param folder: where to put the wheels, for pip's ``--find-links``.
    """

    def __init__(self, options: t.Sequence[str], pinned: t.Mapping[str, str], folder: Path) -> None:
        self._options = options
        self._pinned = pinned
        self._folder = folder
        self._tried: set[str] = set()
        #: What was built: names and versions.
        self.built: list[str] = []

    def supplying(self, resolve: t.Callable[[], R], has_wheel: t.Callable[[str], bool]) -> R:
        """Resolve requirements, again as long as what is wanting can be built.

        :param has_wheel: tells of a distribution's name whether there is any wheel that fits.
        :raise RequirementError: what the last try has raised.
        """
        while True:
            try:
                return resolve()
            except UnresolvableRequirementError as error:
                wanting = [name for name in error.wanting if name not in self._tried]
                self._tried.update(wanting)
                before = len(self.built)
                for name in wanting:
                    if not has_wheel(name):
                        self._build(name)
                if len(self.built) == before:
                    raise

    def _build(self, name: str) -> None:
        target = self._folder / name
        target.mkdir()
        listing = target / "requirements.txt"
        line = self._pinned.get(name, name)
        listing.write_text("\n".join([*self._options, line]) + "\n", encoding="utf-8")
        command = [
            *(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-input"),
            # A wheel without its native part must not come back where that would be of use.
            *("--no-cache-dir", "--disable-pip-version-check", f"--no-binary={name}"),
            *(f"--wheel-dir={target}", f"--requirement={listing}"),
        ]
        subprocess.run(
            command,
            cwd=self._folder.parent,
            env={**os.environ, **_NO_COMPILER},
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        for path in target.glob("*.whl"):
            self._keep(path)

    def _keep(self, path: Path) -> None:
        """Keep a wheel if there is no native code in it, whatever its name says."""
        wheel = Wheel.read(path)
        if wheel.native in ("", path.name):
            stem = "-".join(path.stem.split("-")[:2])
            (self._folder / f"{stem}-py3-none-any.whl").write_bytes(_as_pure(path))
            self.built.append(f"{wheel.name} {wheel.version}")


def _as_pure(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if name[-1] != "/"}
    for name in files:
        if name.endswith(".dist-info/WHEEL"):
            files[name] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        elif name.endswith(".dist-info/RECORD"):
            files[name] = b"".join(f"{member},,\n".encode() for member in files)
    return make_zip(files, compress=False)
