"""What a site says it requires, read from files and from the command line."""

from __future__ import annotations

import re
import tomllib
import typing as t
from dataclasses import dataclass
from pathlib import Path

from .errors import RequirementError
from .options import Found

_NAME = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?=$|[<>=!~;(\[@])")
_COMMENT = re.compile(r"(^|\s)#.*")
_HASH = re.compile(r"\s--hash[=\s]\s*(\S+)")
#: Options of a requirements file whose value is a path relative to that file.
_NESTED = re.compile(r"(-r|--requirement|-c|--constraint)[\s=]*(.+)")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement as it was written down."""

    #: PEP 508, such as ``sqlalchemy>=2; python_version>"3"``.
    text: str
    #: Normalised name of the distribution; empty when the text tells none, as a URL does.
    name: str
    #: The file that holds it, or ``--requirement``.
    origin: str
    #: The files that it may be met by, such as ``sha256:…``; none means any.
    hashes: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str, origin: str) -> Requirement:
        """Take over a requirement, with its options; it is left to pip to judge it."""
        hashes = frozenset(_HASH.findall(text))
        text = _HASH.sub("", text).strip()
        match = _NAME.match(text)
        return cls(text, normalise(match[1]) if match else "", origin, hashes)

    @property
    def pinned_text(self) -> str:
        """The requirement with its hashes, as a line for pip."""
        return " ".join([self.text, *(f"--hash={text}" for text in sorted(self.hashes))])


@dataclass(frozen=True, slots=True)
class Wanted:
    """Everything that a site says about its requirements."""

    requirements: tuple[Requirement, ...] = ()
    #: Lines for pip that are no requirements, such as ``--extra-index-url …``.
    options: tuple[str, ...] = ()
    #: The files that were read, for whoever wants to watch them.
    files: tuple[Path, ...] = ()


def wanted_by(found: Found, given: t.Sequence[str], cwd: Path) -> Wanted:
    """Return the requirements of a site.

    :param given: files of requirements and single requirements from the command line.
        Without any, a ``requirements.txt``, then the dependencies in a ``pyproject.toml``, are
        looked for beside the application, at its root, and above a root named ``src``.
    :param cwd: what paths in ``given`` are relative to.
    :raise RequirementError: when a file cannot be read.
    """
    reader = _Reader()
    for text in given:
        if (cwd / text).is_file():
            reader.read(cwd / text)
        elif text.endswith(".txt"):
            raise RequirementError(
                f"There is no file of requirements {text}.",
                "Give a file, or a requirement such as 'sqlalchemy>=2'.",
            )
        else:
            reader.take(text, "--requirement")
    if not given:
        for path in project_files(found):
            if path.is_file():
                reader.read(path)
                break
    return Wanted(tuple(reader.requirements), tuple(reader.options), tuple(reader.files))


def project_files(found: Found) -> tuple[Path, ...]:
    """Return the files that may hold an application's requirements, nearest first."""
    if found.installed:
        return ()
    beside = found.top if found.top.is_dir() else found.top.parent
    folders = [beside, found.root]
    if found.root.name == "src":
        folders.append(found.root.parent)
    return tuple(
        folder / name
        for folder in dict.fromkeys(folders)
        for name in ("requirements.txt", "pyproject.toml")
    )


def normalise(name: str) -> str:
    """Return a distribution's name as PEP 503 spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


class _Reader:
    """Collects requirements from files, following those that they name."""

    def __init__(self) -> None:
        self.requirements: list[Requirement] = []
        self.options: list[str] = []
        self.files: list[Path] = []

    def read(self, path: Path) -> None:
        """Take over all that a file says, once."""
        path = path.resolve()
        if path in self.files:
            return
        self.files.append(path)
        text = _text_of(path)
        if path.suffix == ".toml":
            for dependency in _dependencies(path, text):
                self.take(dependency, str(path))
            return
        for line in text.replace("\\\n", " ").splitlines():
            self._line(_COMMENT.sub("", line).strip(), path)

    def take(self, text: str, origin: str) -> None:
        """Take over one requirement."""
        self.requirements.append(Requirement.parse(text, origin))

    def _line(self, line: str, path: Path) -> None:
        if nested := _NESTED.fullmatch(line):
            target = path.parent / nested[2].strip("\"' ")
            if nested[1] in ("-r", "--requirement"):
                self.read(target)
            else:
                self.options.append(f"--constraint {target.resolve()}")
        elif line.startswith("-"):
            self.options.append(line)
        elif line:
            self.take(line, str(path))


def _dependencies(project: Path, text: str) -> list[str]:
    try:
        table = tomllib.loads(text).get("project", {}).get("dependencies", [])
    except (tomllib.TOMLDecodeError, AttributeError) as error:
        raise RequirementError(f"{project} cannot be read: {error}.") from error
    return [str(item) for item in table]


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RequirementError(f"Cannot read {path}: {error}.") from error
