"""Every public name says what it is."""

from __future__ import annotations

import sys
import typing as t
from pathlib import Path

import pytest

from api.documentation import Missing, undocumented

#: No user imports these, and the fields of their classes are told by their names.
INNER = ("hipflask.builder.", "hipflask.browser.")

EXAMPLE = '''
"""A module."""
import typing as t

T = t.TypeVar("T")
#: Documented.
A = 1
B = 2
"""Documented."""
C = D = 3
_E = 4

class Base:
    """Documented.

    :param given: as a parameter
    """

    #: Documented.
    f = 5
    g: int = 6

    def __init__(self, given):
        self.given = given
        #: Documented.
        self.h = 7
        self.i = 8
        self._j = 9

    def method(self):
        """Documented."""

    @property
    def attribute(self):
        return 1

    @attribute.setter
    def attribute(self, value):
        pass

class Derived(Base):
    f = 6

    def method(self):
        pass

    @classmethod
    def make(cls):
        def inner():
            pass

@t.overload
def function(a: int) -> int: ...
@t.overload
def function(a: str) -> str: ...
def function(a):
    pass
'''


def test_every_public_name_is_documented() -> None:
    found = [
        entry.name
        for entry in undocumented("hipflask")
        if entry.what == "docstring" or not entry.name.startswith(INNER)
    ]
    assert found == []


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> t.Iterator[str]:
    """The name of a package that holds :data:`EXAMPLE`."""
    package = tmp_path / "package_to_document"
    package.mkdir()
    (package / "__init__.py").write_text(EXAMPLE)
    (package / "bare.py").write_text("def _private(): pass\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield package.name
    for name in [name for name in sys.modules if name.partition(".")[0] == package.name]:
        del sys.modules[name]


def test_what_is_not_documented_is_found(example: str) -> None:
    found = {Missing(what, name.partition(".")[2]) for what, name in undocumented(example)}
    assert found == {
        Missing("comment", "C"),
        Missing("comment", "D"),
        Missing("comment", "Base.g"),
        Missing("comment", "Base().i"),
        Missing("docstring", "Base.attribute"),
        Missing("docstring", "Derived"),
        Missing("docstring", "Derived.make"),
        Missing("docstring", "function"),
        Missing("docstring", "bare"),
    }
