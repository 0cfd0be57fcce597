"""Patterns for paths, in the manner of a ``.gitignore`` file."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern, matched against paths relative to a root and written with ``/``.

    ``*`` and ``?`` stay within a segment, ``**`` crosses them, ``[…]`` is a set of characters.
    A pattern without a slash (a trailing one does not count) matches a name at any depth; with
    one it is anchored at the root. A trailing slash restricts it to folders. What matches a
    folder matches all that it contains.
    """

    text: str
    _expression: re.Pattern[str]
    _folders_only: bool

    @classmethod
    def parse(cls, text: str) -> Pattern:
        """Compile a pattern."""
        body = text.replace("\\", "/").rstrip("/")
        anchored = "/" in body
        expression = _translate(body.removeprefix("/").removeprefix("./"))
        prefix = "" if anchored else "(?:.*/)?"
        return cls(text, re.compile(prefix + expression, re.DOTALL), text.endswith("/"))

    @property
    def is_literal(self) -> bool:
        """Whether it names a path, with no part left open."""
        return not _TOKEN.search(self.text)

    def matches(self, path: str) -> bool:
        """Tell whether a file, or a folder above it, matches."""
        if not self._folders_only and self._expression.fullmatch(path):
            return True
        folder, slash, _ = path.rpartition("/")
        while slash:
            if self._expression.fullmatch(folder):
                return True
            folder, slash, _ = folder.rpartition("/")
        return False


_TOKEN = re.compile(r"(?P<deep>\*\*/)|(?P<all>\*\*)|(?P<star>\*)|(?P<one>\?)|(?P<set>\[[^]]+\])")


def _translate(body: str) -> str:
    pieces, position = [], 0
    for token in _TOKEN.finditer(body):
        pieces.append(re.escape(body[position : token.start()]))
        pieces.append(_piece(token))
        position = token.end()
    pieces.append(re.escape(body[position:]))
    return "".join(pieces)


def _piece(token: re.Match[str]) -> str:
    match token.lastgroup:
        case "deep":
            return "(?:.*/)?"
        case "all":
            return ".*"
        case "star":
            return "[^/]*"
        case "one":
            return "[^/]"
        case _:
            members = token.group()[1:-1]
            negated = members[:1] in ("!", "^")
            escaped = members[negated:].replace("\\", r"\\").replace("[", r"\[")
            return f"[{'^/' if negated else ''}{escaped}]"
