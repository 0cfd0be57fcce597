"""URL rules that make an application's start no longer than it has to be."""

from __future__ import annotations

import typing as t

from werkzeug import routing

_Build = t.Callable[..., tuple[str, str]]


class Rule(routing.Rule):
    """A rule of a URL map, which compiles what builds its URLs when the first is built.

    Werkzeug does so when a rule is added, twice for each: most of the time that it takes to make an
    application, of whose URLs a process may never build more than a few.
    """

    def _compile_builder(self, append_unknown: bool = True) -> _Build:
        compile_builder = super()._compile_builder
        if self.defaults:
            return compile_builder(append_unknown)  # which checks them

        def build(rule: Rule, /, **values: t.Any) -> tuple[str, str]:
            compiled: _Build = compile_builder(append_unknown).__get__(rule, None)
            if append_unknown:
                rule._build_unknown = compiled
            else:
                rule._build = compiled
            return compiled(**values)

        return build
