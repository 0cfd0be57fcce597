"""Which files of the application go into a site, and why the others do not."""

from __future__ import annotations

import os
import re
import shlex
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from .errors import PackingError
from .options import Found
from .patterns import Pattern

#: Where an export keeps its manifest, relative to its folder.
MANIFEST_PATH = "hipflask-assets/manifest.json"

_BYTECODE = frozenset({".pyc", ".pyo"})
#: Names and suffixes of files that hold keys and passwords, if they are what they are called.
_SECRET_NAMES = frozenset({"id_dsa", "id_ecdsa", "id_ed25519", "id_rsa"})
_SECRET_SUFFIXES = frozenset({".env", ".kdbx", ".key", ".p12", ".pem", ".pfx"})


@dataclass(frozen=True, slots=True)
class Source:
    """Where an application lives on disk."""

    #: The folder from which it is imported; it becomes the application's root in the browser.
    root: Path
    #: The outermost package's folder, or the module's file.
    top: Path
    #: Whether it lies among installed packages, where a module's neighbours are not its own.
    installed: bool = False

    @classmethod
    def of(cls, found: Found) -> Source:
        """Take over where an application was found."""
        return cls(found.root.resolve(), found.top.resolve(), found.installed)

    @property
    def base(self) -> Path:
        """The folder that is packed: the package, or the folder of a single module."""
        return self.top if self.top.is_dir() else self.top.parent


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file or folder that is not packed."""

    #: Relative to the root; a folder's ends with a slash.
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The files of an application that go into its site."""

    #: Name relative to the root (with ``/``) → file on disk, in the order of the names.
    files: dict[str, Path]
    left_out: tuple[LeftOut, ...]
    #: Folders that were searched, for whoever wants to watch them.
    folders: tuple[Path, ...]

    def read(self) -> dict[str, bytes]:
        """Return the content of every file."""
        try:
            return {name: path.read_bytes() for name, path in self.files.items()}
        except OSError as error:
            raise PackingError(
                f"Cannot read {error.filename}: {error.strerror}.",
                "Make it readable, or leave it out with --exclude.",
            ) from error


@dataclass(frozen=True, slots=True)
class Rules:
    """What is kept out of a site, and what the user asked for besides."""

    include: tuple[Pattern, ...] = ()
    exclude: tuple[Pattern, ...] = ()
    #: Folders that are never packed, such as the destination of the build, and why.
    forbidden: t.Mapping[Path, str] = field(default_factory=dict)

    @classmethod
    def parse(
        cls,
        include: t.Iterable[str] = (),
        exclude: t.Iterable[str] = (),
        forbidden: t.Mapping[Path, str] | None = None,
    ) -> Rules:
        """Compile patterns as the command line gives them.

        :raise PackingError: when a pattern is not well-formed.
        """
        try:
            return cls(
                tuple(Pattern.parse(text) for text in include),
                tuple(Pattern.parse(text) for text in exclude),
                {path.resolve(): reason for path, reason in (forbidden or {}).items()},
            )
        except re.error as error:
            raise PackingError(
                f"{error.pattern!r} is not a usable pattern: {error}.",
                "Patterns are written as in a .gitignore file, such as 'data/*.csv'.",
            ) from error

    def never_folder(self, path: Path) -> str | None:
        """Return why a folder is never packed, or `None`."""
        if path.name == "__pycache__":
            return "bytecode"
        if path.name.startswith("."):
            return "hidden"
        if path.name == "node_modules":
            return "packages of npm"
        if (path / "pyvenv.cfg").is_file():
            return "virtual environment"
        if (path / MANIFEST_PATH).is_file():
            return "a site that hipflask built"
        return self.forbidden.get(path.resolve())

    def never_file(self, path: Path) -> str | None:
        """Return why a file is never packed, or `None`."""
        return "bytecode" if path.suffix in _BYTECODE else None

    def named(self, name: str) -> bool:
        """Tell whether the user asked for a file by its very name, with no wildcard in it."""
        return any(pattern.is_literal and pattern.matches(name) for pattern in self.include)

    def included(self, name: str) -> bool:
        """Tell whether the user asked for a file by name."""
        return any(pattern.matches(name) for pattern in self.include)

    def excluded(self, name: str) -> Pattern | None:
        """Return the pattern by which the user keeps a file out, or `None`."""
        return next((pattern for pattern in self.exclude if pattern.matches(name)), None)


def private_reason(path: Path) -> str | None:
    """Return why a file is packed only if the user names it, or `None`."""
    if path.name.startswith("."):
        return "hidden, may hold secrets"
    if path.suffix in _SECRET_SUFFIXES or path.name in _SECRET_NAMES:
        return "may hold secrets"
    return None


def select_files(source: Source, rules: Rules) -> Selection:
    """Collect the files of an application.

    That is the package, or all that lies beside a single module; less what is never packed
    (`Rules.never_folder`, `Rules.never_file`, links to folders), what may hold secrets
    (`private_reason`) and what ``exclude`` matches; with what ``include`` matches anywhere below
    the root. ``include`` beats ``exclude``, and reaches what may hold secrets if it names it.
    Neither reaches what is never packed.

    :raise PackingError: when nothing is left of the application itself, or a link leads out of
        the application's folder.
    """
    if source.installed and source.top.is_file():
        return Selection({source.top.name: source.top}, (), (source.root,))
    search = _Search(source, rules)
    search.visit(source.root if rules.include else source.base)
    if not any(path.suffix == ".py" for path in search.files.values()):
        raise PackingError(
            f"No Python file of {source.top} is left to pack.",
            "Check --exclude; 'hipflask build --help' tells how patterns are matched.",
        )
    return Selection(
        dict(sorted(search.files.items())),
        tuple(sorted(search.left_out, key=lambda item: item.name)),
        tuple(search.folders),
    )


class _Search:
    """One walk through an application's folders."""

    def __init__(self, source: Source, rules: Rules) -> None:
        self.files: dict[str, Path] = {}
        self.left_out: list[LeftOut] = []
        self.folders: list[Path] = []
        self._rules = rules
        self._root = source.root
        self._base = source.base

    def visit(self, folder: Path) -> None:
        """Walk a folder and all below it."""
        folder = folder.resolve()
        if self._in_base(folder):
            self.folders.append(folder)
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            raise PackingError(f"Cannot read the folder {folder}: {error.strerror}.") from error
        for entry in entries:
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                self._enter(path)
            else:
                self._take(path, entry)

    def _enter(self, path: Path) -> None:
        reason = self._rules.never_folder(path)
        if reason is None:
            self.visit(path)
        elif self._in_base(path):
            self.left_out.append(LeftOut(self._name(path) + "/", reason))

    def _take(self, path: Path, entry: os.DirEntry[str]) -> None:
        name = self._name(path)
        wanted = self._rules.included(name)
        if not wanted and not self._in_base(path):
            return
        named = self._rules.named(name)
        reason = self._rules.never_file(path) or (None if named else private_reason(path))
        if reason is None and not wanted:
            pattern = self._rules.excluded(name)
            reason = f"--exclude {pattern.text}" if pattern else None
        if reason is None and entry.is_symlink():
            reason = self._refused_link(path)
        if reason is None and path.is_file():
            self.files[name] = path
        else:
            self.left_out.append(LeftOut(name, reason or "not a regular file"))

    def _refused_link(self, path: Path) -> str | None:
        """Return why a link is not followed: it must lead to a file that may itself be packed."""
        target = path.resolve()
        if not self._below_root(target):
            name = self._name(path)
            raise PackingError(
                f"{name} is a link out of the application's folder, to {target}.",
                f"Put a copy in its place, or leave it out: --exclude {shlex.quote(name)}",
            )
        if target.is_dir():
            return "a link to a folder"
        above = [folder for folder in target.parents if folder != self._root]
        reasons = [
            *(self._rules.never_folder(folder) for folder in above if self._below_root(folder)),
            self._rules.never_file(target) or private_reason(target),
        ]
        return next((reason for reason in reasons if reason), None)

    def _below_root(self, path: Path) -> bool:
        return path.is_relative_to(self._root)

    def _in_base(self, path: Path) -> bool:
        return path.is_relative_to(self._base)

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()
