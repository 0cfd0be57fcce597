"""URL rules that make an application's start no longer than it has to be."""

from __future__ import annotations

import typing as t
from urllib.parse import quote

from werkzeug import routing

_Build = t.Callable[..., tuple[str, str]]

#: What a segment of a URL's path may hold as it is (URL Standard, "URL path segment string").
_SAFE = "!$&'()*+,/:;=@"


class Rule(routing.Rule):
    """A rule of a URL map, which compiles what builds its URLs when the first is built.

    Werkzeug does so when a rule is added, twice for each: most of the time that it takes to make an
    application, of whose URLs a process may never build more than a few. Where nothing is to be
    filled in, nothing is compiled at all.
    """

    def _compile_builder(self, append_unknown: bool = True) -> _Build:
        compile_builder = super()._compile_builder
        if self.defaults:
            return compile_builder(append_unknown)  # which checks them
        if not any(is_dynamic for is_dynamic, _ in self._trace):
            return _constant(self._trace, append_unknown)

        def build(rule: Rule, /, **values: t.Any) -> tuple[str, str]:
            compiled: _Build = compile_builder(append_unknown).__get__(rule, None)
            if append_unknown:
                rule._build_unknown = compiled
            else:
                rule._build = compiled
            return compiled(**values)

        return build


def _constant(trace: list[tuple[bool, str]], append_unknown: bool) -> _Build:
    """Build the same each time, but for the values that the rule does not know.

    :param trace: the rule's pieces, those of the host from those of the path parted by ``|``.
    """
    pieces = [piece for _, piece in trace]
    border = pieces.index("|")
    host, path = (
        "".join(quote(piece, safe=_SAFE) for piece in part)
        for part in (pieces[:border], pieces[border + 1 :])
    )

    def build(rule: Rule, /, **values: t.Any) -> tuple[str, str]:
        if append_unknown and values:
            return host, f"{path}?{rule._encode_query_vars(values)}"
        return host, path

    return build
