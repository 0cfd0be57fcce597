"""Finds secret keys that are written down in sources, where every visitor can read them."""

from __future__ import annotations

import ast
import typing as t
from collections.abc import Iterator
from dataclasses import dataclass

#: Files that Python reads as its own, some as configuration (``Config.from_pyfile``).
_SUFFIXES = (".py", ".cfg")


@dataclass(frozen=True, slots=True)
class LiteralKey:
    """A secret key that is written down."""

    #: The file, relative to the application's root.
    file: str
    line: int
    #: What it is assigned to, such as ``SECRET_KEY``.
    name: str


def find_literal_keys(files: t.Mapping[str, bytes]) -> list[LiteralKey]:
    """Return the secret keys that are literals, in the order of files and lines.

    That is a text or bytes assigned to a variable, an attribute or an item, or given as an argument
    or in a dictionary, under a name that ends with ``SECRET_KEY`` in any case.

    :param files: name → content; what is not Python is passed over.
    """
    found = []
    for file, content in files.items():
        if file.endswith(_SUFFIXES):
            found += [LiteralKey(file, line, name) for line, name in sorted(_keys_in(content))]
    return found


def _keys_in(content: bytes) -> Iterator[tuple[int, str]]:
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        for name, value in _bindings(node):
            if name.upper().endswith("SECRET_KEY") and _is_literal(value):
                yield value.lineno, name


def _bindings(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield what a node gives a name to."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield _name_of(target), value
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield _name_of(target), value
        case ast.keyword(arg=str() as name, value=value):
            yield name, value
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                yield _text_of(key), value


def _name_of(target: ast.expr) -> str:
    match target:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=key):
            return _text_of(key)
    return ""


def _text_of(node: ast.expr | None) -> str:
    match node:
        case ast.Constant(value=str() as text):
            return text
    return ""


def _is_literal(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and bool(node.value)
    )
