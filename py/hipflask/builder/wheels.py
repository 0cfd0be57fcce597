"""Wheels of a site: inspected, and made into archives for the browser."""

from __future__ import annotations

import re
import typing as t
import zipfile
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path, PurePosixPath

from .archive import make_zip
from .errors import RequirementError
from .packages import SitePackage
from .requirements import Requirement, normalise

_COMPILED = frozenset({".so", ".pyd", ".dll", ".dylib", ".wasm"})
#: What no running program reads: it is for compilers and type checkers.
_NOT_READ = frozenset({".py", ".pyc", ".pyi", ".pyx", ".pxd", ".c", ".h"})
_DATA = re.compile(r"[^/]+\.data/(?:(?:purelib|platlib)/(?P<module>.+)|.*)")


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel, read."""

    path: Path
    #: Normalised name of the distribution.
    name: str
    version: str
    #: Names of the distributions that it requires, whatever the conditions.
    requires: frozenset[str]
    #: Member by which it can be told that it holds native code; empty for a pure wheel.
    native: str
    #: The platform that it says its native code is for; ``any`` says that there is none.
    platform: str

    @classmethod
    def read(cls, path: Path) -> Wheel:
        """Read a wheel's metadata and look for native code.

        :raise RequirementError: when the file is not a wheel.
        """
        try:
            with zipfile.ZipFile(path) as archive:
                names = archive.namelist()
                inner = next(name for name in names if name.endswith(".dist-info/METADATA"))
                metadata = HeaderParser().parsestr(archive.read(inner).decode())
        except (OSError, zipfile.BadZipFile, StopIteration, UnicodeDecodeError) as error:
            raise RequirementError(f"{path.name} is not a wheel that can be read.") from error
        required = (
            Requirement.parse(str(line), "") for line in metadata.get_all("Requires-Dist", [])
        )
        compiled = (name for name in names if _COMPILED & set(PurePosixPath(name).suffixes))
        platform = path.stem.rpartition("-")[2]
        pure = platform == "any"
        return cls(
            path,
            normalise(str(metadata["Name"])),
            str(metadata["Version"]),
            frozenset(item.name for item in required),
            next(compiled, "" if pure else path.name),
            platform,
        )

    def pack(self) -> SitePackage:
        """Return the wheel's modules and metadata as a stored archive.

        As an installer does, the modules below ``….data`` move to the top; scripts, headers and
        the record of files have no use in a browser.
        """
        files: dict[str, bytes] = {}
        with zipfile.ZipFile(self.path) as wheel:
            for member in wheel.infolist():
                target = _target(member.filename)
                if target is not None and not member.is_dir():
                    files[target] = wheel.read(member)
        archive = make_zip(files, compress=False)
        native = bool(self.native)
        unpack = native or any(map(_must_be_on_disk, files))
        return SitePackage(self.name, self.version, archive, len(files), unpack, native)


def _target(name: str) -> str | None:
    if name.endswith(".dist-info/RECORD") or ".." in name.split("/") or name.startswith("/"):
        return None
    data = _DATA.fullmatch(name)
    return data["module"] if data else name


def _must_be_on_disk(name: str) -> bool:
    """Tell whether a file is data or native code, which much code can only read from a folder."""
    path = PurePosixPath(name)
    metadata = path.parts[0].endswith(".dist-info")
    return not metadata and path.suffix not in _NOT_READ and path.name != "py.typed"


def required_by(
    wheel: Wheel, wheels: t.Iterable[Wheel], requirements: t.Iterable[Requirement]
) -> str:
    """Return who asked for a wheel, for a message."""
    asked = [item.origin for item in requirements if item.name == wheel.name]
    asked += [other.name for other in wheels if wheel.name in other.requires]
    return ", ".join(dict.fromkeys(asked)) or "the site"
