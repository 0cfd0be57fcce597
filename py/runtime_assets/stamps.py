"""Remembers what each step of a build was made from, so that it is made only when that changes."""

from __future__ import annotations

import hashlib
import json
import typing as t
from collections.abc import Callable, Iterable
from pathlib import Path

#: Folders whose content is made, not written.
_MADE = frozenset({"__pycache__", "dist", "node_modules"})


def digest_file(path: Path) -> str:
    """Return the SHA-256 (hex) of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def digest(root: Path, paths: Iterable[Path], *facts: str) -> str:
    """Return one SHA-256 (hex) over files, folders and further facts.

    :param root: the names below this folder count; where it lies does not.
    :param paths: files, and folders with all the sources in them.
    """
    total = hashlib.sha256()
    for fact in facts:
        total.update(f"{fact}\n".encode())
    for path in sorted(_files(paths)):
        total.update(f"{path.relative_to(root).as_posix()}\0{digest_file(path)}\n".encode())
    return total.hexdigest()


def _files(paths: Iterable[Path]) -> set[Path]:
    found: set[Path] = set()
    for path in paths:
        found |= {path} if path.is_file() else set(_sources(path))
    return found


def _sources(folder: Path) -> t.Iterator[Path]:
    for path in folder.iterdir():
        if path.is_file():
            yield path
        elif path.name not in _MADE:
            yield from _sources(path)


class Stamps:
    """The steps that were done before, kept in a file.

    :param path: where the record is kept; lost or damaged, every step is done again.
    :param root: a folder above all outputs.
    """

    def __init__(self, path: Path, root: Path) -> None:
        self._path = path
        self._root = root
        try:
            self._records: dict[str, t.Any] = dict(json.loads(path.read_bytes()))
        except (OSError, ValueError, TypeError):
            self._records = {}

    def is_fresh(self, name: str, inputs: str) -> bool:
        """Tell whether a step was done with these inputs and its outputs still are what it made.

        :param name: of the step.
        :param inputs: a digest over all that the outcome depends on.
        """
        record = self._records.get(name)
        return record is not None and record["inputs"] == inputs and self._intact(record["outputs"])

    def step(self, name: str, inputs: str, action: Callable[[], list[Path]]) -> list[Path]:
        """Do a step unless it is fresh.

        :param action: makes the outputs and returns them.
        :return: the outputs, in the order in which the action returns them.
        """
        if self.is_fresh(name, inputs):
            return [self._root / output for output in self._records[name]["outputs"]]
        outputs = action()
        self._records[name] = {
            "inputs": inputs,
            "outputs": {p.relative_to(self._root).as_posix(): digest_file(p) for p in outputs},
        }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Not sorted, for the order of the outputs counts.
        self._path.write_text(json.dumps(self._records, indent=1), "utf-8")
        return outputs

    def _intact(self, outputs: dict[str, str]) -> bool:
        paths = {self._root / name: sha256 for name, sha256 in outputs.items()}
        return all(p.is_file() and digest_file(p) == sha256 for p, sha256 in paths.items())
