"""Modules lose docstrings and annotations, and otherwise stay as they were."""

from __future__ import annotations

import traceback
import typing as t

import pytest

from runtime_assets.stripping import strip

SOURCE = '''
"""A module."""
from __future__ import annotations

import dataclasses
import functools
import typing as t

number: int = 1
"""What the number is."""

@dataclasses.dataclass
class Point:
    """A point."""

    x: int
    y: int = number

class Pair(t.NamedTuple):
    a: int
    b: int

class Empty(Exception):
    """Nothing but this."""

def bare(a: int, /, *b: int, c: int = 2, **d: int) -> tuple[int, ...]:
    """Returns."""
    return a, *b, c, *d.values()

async def silent() -> None:
    """Does nothing."""

def chatty():
    """A docstring."""
    "A string that follows."
    return locals()

def failing() -> t.NoReturn:
    """
    Fails.
    """
    assert number == 2

@functools.singledispatch
def kind(value: object) -> str:
    """By the type."""
    return "object"

@kind.register
def _(value: int) -> str:
    """One type."""
    return "int"
'''


def _execute(annotations: bool) -> dict[str, t.Any]:
    names: dict[str, t.Any] = {"__name__": __name__, "__doc__": None}
    tree = strip(SOURCE.encode(), "stripped.py", annotations=annotations)
    exec(compile(tree, "stripped.py", "exec", dont_inherit=True), names)
    return names


@pytest.fixture(params=[True, False], ids=["annotated", "bare"])
def module(request: pytest.FixtureRequest) -> dict[str, t.Any]:
    """The names of a module with and without its functions' annotations."""
    return _execute(request.param)


def test_docstrings_are_gone(module: dict[str, t.Any]) -> None:
    assert module["__doc__"] is None
    for name in ("Empty", "bare", "silent", "chatty", "failing", "kind"):
        assert module[name].__doc__ is None, name
    assert module["chatty"]() == {}


def test_what_is_made_of_annotations_is_still_made(module: dict[str, t.Any]) -> None:
    assert module["Point"](3) == module["Point"](x=3, y=1)
    assert module["Pair"](1, b=2) == (1, 2)
    assert module["kind"](1) == "int"
    assert module["kind"]("") == "object"
    assert module["__annotations__"] == {"number": "int"}


def test_functions_lose_their_annotations_only_if_asked() -> None:
    assert _execute(True)["bare"].__annotations__.keys() == {"a", "b", "c", "d", "return"}
    assert _execute(True)["silent"].__annotations__ == {"return": "None"}
    bare = _execute(False)
    for name in ("bare", "silent", "failing", "kind"):
        assert bare[name].__annotations__ == {}, name
    assert bare["bare"](1, 3, e=4) == (1, 3, 2, 4)


def test_assertions_and_line_numbers_stay(module: dict[str, t.Any]) -> None:
    with pytest.raises(AssertionError) as caught:
        module["failing"]()
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (last.filename, last.name) == ("stripped.py", "failing")
    assert last.lineno is not None
    assert SOURCE.splitlines()[last.lineno - 1].strip() == "assert number == 2"
    line = module["silent"].__code__.co_firstlineno
    assert SOURCE.splitlines()[line - 1].startswith("async def silent")


def test_an_error_names_the_module() -> None:
    with pytest.raises(SyntaxError, match=r"module\.py"):
        strip(b"def :", "module.py", annotations=True)
