"""State comes back whatever its names and contents; of any archive, all or nothing comes in."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from hipflask import Flask
from hipflask.browser import state

_CHARACTERS = st.characters(codec="utf-8", exclude_characters="/\\\0")
_NAMES = st.text(_CHARACTERS, min_size=1, max_size=30).filter(lambda name: name not in (".", ".."))
#: Files with their content, and folders with what is in them.
_TREES: st.SearchStrategy[dict[str, object]] = st.recursive(
    st.dictionaries(_NAMES, st.binary(max_size=100), max_size=4),
    lambda trees: st.dictionaries(_NAMES, st.binary(max_size=100) | trees, max_size=4),
    max_leaves=5,
)
#: Where to change an archive, counted from its end, where most of what is said about it is.
_CHANGES = st.lists(st.tuples(st.integers(1, 400), st.integers(0, 255)), min_size=1, max_size=4)


@contextmanager
def project(tree: dict[str, object]) -> Iterator[Flask]:
    """An application with an instance folder that holds something."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        root.mkdir()
        put(root / "instance", tree)
        yield Flask("stateful", root_path=str(root), instance_path=str(root / "instance"))


def put(folder: Path, tree: dict[str, object]) -> None:
    folder.mkdir()
    for name, content in tree.items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
        elif isinstance(content, dict):
            put(folder / name, content)


def read(folder: Path) -> dict[str, object]:
    return {
        path.name: read(path) if path.is_dir() else path.read_bytes() for path in folder.iterdir()
    }


@given(_TREES, _TREES)
@settings(max_examples=50)
def test_what_was_exported_is_what_is_imported(
    tree: dict[str, object], other: dict[str, object]
) -> None:
    with project(tree) as app:
        archive = state.export(app)
    with project(other) as app:
        state.import_(archive, app)
        assert read(Path(app.instance_path)) == tree


@given(_CHANGES, st.integers(0, 200))
def test_a_changed_archive_is_refused_or_taken_whole(
    changes: list[tuple[int, int]], lost: int
) -> None:
    with project({"a": b"a" * 50, "folder": {"b": b"b"}}) as app:
        archive = bytearray(state.export(app))
    for position, value in changes:
        archive[-min(position, len(archive))] = value
    former: dict[str, object] = {"former": b"former"}
    with project(former) as app:
        folder = Path(app.instance_path)
        try:
            state.import_(bytes(archive[: len(archive) - lost]), app)
        except state.StateArchiveError:
            assert read(folder) == former
        else:
            assert read(folder) != former
        assert os.listdir(folder.parent.parent) == ["project"]
        assert os.listdir(folder.parent) in (["instance"], [])
