"""Finds the public names of a package that nothing documents.

Classes, functions, methods and properties have docstrings, their own or those of what they
override. Other attributes have a comment that begins with ``#:`` above them, a string below, or a
place among the parameters of their class.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import typing as t
from dataclasses import dataclass, field
from pathlib import Path


class Missing(t.NamedTuple):
    """A name, and what it lacks."""

    what: t.Literal["docstring", "comment"]
    name: str


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass
class Source:
    """A module's text, with what the syntax tree leaves out."""

    name: str
    path: Path
    lines: list[str] = field(init=False)
    tree: ast.Module = field(init=False)

    def __post_init__(self) -> None:
        text = self.path.read_text()
        self.lines = text.splitlines()
        self.tree = ast.parse(text)

    def comments(self, line: int) -> bool:
        """Whether the lines above hold a comment for documentation."""
        above = line - 2
        while above >= 0 and self.lines[above].lstrip().startswith("#"):
            if self.lines[above].lstrip().startswith("#:"):
                return True
            above -= 1
        return False


def undocumented(package: str) -> t.Iterator[Missing]:
    """What lacks documentation, by its full name, in all modules of a package.

    :param package: its name; its modules that can't be imported here are passed over
    """
    for source in sources(package):
        try:
            module = importlib.import_module(source.name)
        except ModuleNotFoundError:
            continue
        if not module.__doc__:
            yield Missing("docstring", source.name)
        yield from _in_body(source, source.tree.body, module, source.name)


def sources(package: str) -> t.Iterator[Source]:
    """The modules of a package."""
    (folder,) = map(Path, importlib.import_module(package).__path__)
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        if parts[-1] != "__main__":
            yield Source(".".join(parts).removesuffix(".__init__"), path)


def _in_body(source: Source, body: list[ast.stmt], owner: t.Any, place: str) -> t.Iterator[Missing]:
    """What lacks documentation of the statements of a module or class.

    :param owner: the module or class
    """
    for statement, following in zip(body, [*body[1:], None], strict=True):
        if isinstance(statement, ast.ClassDef) and _is_public(statement.name):
            yield from _in_class(source, statement, getattr(owner, statement.name), place)
        elif isinstance(statement, _FUNCTIONS) and _is_public(statement.name):
            value = inspect.getattr_static(owner, statement.name)
            if not _has_docstring(value, owner, statement.name):
                yield Missing("docstring", f"{place}.{statement.name}")
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            if source.comments(statement.lineno) or _is_text(following):
                continue
            for name in _public_targets(statement):
                if not _is_documented_attribute(statement, owner, name):
                    yield Missing("comment", f"{place}.{name}")


def _in_class(
    source: Source, statement: ast.ClassDef, cls: type, place: str
) -> t.Iterator[Missing]:
    place = f"{place}.{statement.name}"
    if not cls.__doc__:
        yield Missing("docstring", place)
    yield from _in_body(source, statement.body, cls, place)
    for part in statement.body:
        if isinstance(part, _FUNCTIONS) and part.name == "__init__":
            for name in _undocumented_attributes(source, part):
                if not _inherits(cls, name, own=True):
                    yield Missing("comment", f"{place}().{name}")


def _undocumented_attributes(source: Source, constructor: ast.AST) -> list[str]:
    """The attributes that a constructor sets, and at no place says what they are."""
    documented: dict[str, bool] = {}
    for statement in ast.walk(constructor):
        if isinstance(statement, (ast.Assign, ast.AnnAssign)):
            for target in _all_targets(statement):
                if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self":
                    commented = source.comments(statement.lineno)
                    documented[target.attr] = documented.get(target.attr, False) or commented
    return [name for name, done in documented.items() if not done and _is_public(name)]


def _is_public(name: str) -> bool:
    return not name.startswith("_")


def _is_text(statement: ast.stmt | None) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _all_targets(statement: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return statement.targets if isinstance(statement, ast.Assign) else [statement.target]


def _public_targets(statement: ast.Assign | ast.AnnAssign) -> list[str]:
    names = (target.id for target in _all_targets(statement) if isinstance(target, ast.Name))
    return [name for name in names if _is_public(name)]


def _has_docstring(value: t.Any, owner: t.Any, name: str) -> bool:
    value = getattr(value, "__func__", value)
    if getattr(value, "__doc__", None):
        return True
    return isinstance(owner, type) and any(
        getattr(vars(base).get(name), "__doc__", None) for base in owner.__mro__[1:]
    )


def _is_documented_attribute(
    statement: ast.Assign | ast.AnnAssign, owner: t.Any, name: str
) -> bool:
    if isinstance(owner, type):
        return _inherits(owner, name)
    # What is for annotations only says all there is to say by its definition.
    return isinstance(getattr(owner, name, None), t.TypeVar)


def _inherits(cls: type, name: str, own: bool = False) -> bool:
    """Whether a class says what an attribute is, or one that it derives from.

    :param own: attributes of the class itself count
    """
    parameter = re.compile(rf":param {name}:")
    for base in cls.__mro__:
        if base.__doc__ and parameter.search(base.__doc__):
            return True
        if (own or base is not cls) and (name in vars(base) or name in _annotations(base)):
            return True  # documented there, or reported there
    return False


def _annotations(cls: type) -> dict[str, t.Any]:
    return t.cast("dict[str, t.Any]", vars(cls).get("__annotations__", {}))
