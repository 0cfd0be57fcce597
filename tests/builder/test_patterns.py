from __future__ import annotations

import re

import pytest

from hipflask.builder.patterns import Pattern


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("notes.txt", "notes.txt"),
        ("notes.txt", "deep/down/notes.txt"),
        ("*.csv", "data/a.csv"),
        ("data/*.csv", "data/a.csv"),
        ("/top.py", "top.py"),
        ("./top.py", "top.py"),
        ("data", "data/deep/a.csv"),
        ("data/", "data/deep/a.csv"),
        ("docs/**/draft.md", "docs/draft.md"),
        ("docs/**/draft.md", "docs/a/b/draft.md"),
        ("docs/**", "docs/a/b"),
        ("a?c", "abc"),
        ("[ab].py", "b.py"),
        ("[!ab].py", "c.py"),
        ("(1+1).txt", "(1+1).txt"),
        ("data\\*.csv", "data/a.csv"),
    ],
)
def test_a_pattern_matches(pattern: str, path: str) -> None:
    assert Pattern.parse(pattern).matches(path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("notes.txt", "my-notes.txt"),
        ("notes.txt", "notes.txt.bak"),
        ("data/*.csv", "other/data/a.csv"),
        ("data/*.csv", "data/deep/a.csv"),
        ("/top.py", "deep/top.py"),
        ("data/", "data"),
        ("a?c", "a/c"),
        ("[ab].py", "c.py"),
        ("[!ab].py", "a.py"),
        ("x[!a]y", "x/y"),
        ("a.c", "abc"),
    ],
)
def test_a_pattern_does_not_match(pattern: str, path: str) -> None:
    assert not Pattern.parse(pattern).matches(path)


def test_a_range_backwards_is_no_pattern() -> None:
    with pytest.raises(re.error):
        Pattern.parse("[z-a]")
