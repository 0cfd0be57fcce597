"""The command ``routes``: a table of the application's URLs."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

import click

from .options import app_option, flask_alias_option
from .script_info import ScriptInfo, pass_script_info

if t.TYPE_CHECKING:
    from werkzeug.routing import Map, Rule

__all__ = ["routes_command"]

#: Added to rules automatically, so they tell the reader nothing.
_IMPLIED_METHODS = frozenset({"HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class _Row:
    endpoint: str
    methods: str
    domain: str
    rule: str


@click.command(
    "routes",
    short_help="Show the routes for the app.",
    params=[app_option(), flask_alias_option()],
)
@click.option(
    "--sort",
    "-s",
    type=click.Choice(("endpoint", "methods", "domain", "rule", "match")),
    default="endpoint",
    help="The column to sort by; 'match' keeps the order in which the rules were registered.",
)
@click.option("--all-methods", is_flag=True, help="Show HEAD and OPTIONS too.")
@pass_script_info
def routes_command(info: ScriptInfo, sort: str, all_methods: bool) -> None:
    """Show all registered routes with endpoints and methods."""
    app = info.load_flask_app("The command 'routes'")
    hidden = frozenset() if all_methods else _IMPLIED_METHODS
    rows = [_row(rule, app.url_map, hidden) for rule in app.url_map.iter_rules()]
    if not rows:
        click.echo("No routes were registered.")
        return
    if sort != "match":
        rows.sort(key=lambda row: (getattr(row, sort), row.endpoint))

    columns = {"Endpoint": "endpoint", "Methods": "methods"}
    if any(row.domain for row in rows):
        columns["Host" if app.url_map.host_matching else "Subdomain"] = "domain"
    columns["Rule"] = "rule"
    for line in _table(
        list(columns), [[getattr(row, c) for c in columns.values()] for row in rows]
    ):
        click.echo(line)


def _row(rule: Rule, url_map: Map, hidden: frozenset[str]) -> _Row:
    return _Row(
        endpoint=str(rule.endpoint),
        methods=", ".join(sorted((rule.methods or set()) - hidden)),
        domain=(rule.host if url_map.host_matching else rule.subdomain) or "",
        rule=rule.rule,
    )


def _table(headings: list[str], rows: list[list[str]]) -> t.Iterator[str]:
    """Align the columns, with a line of dashes below the headings."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    for cells in (headings, ["-" * width for width in widths], *rows):
        yield "  ".join(map(str.ljust, cells, widths)).rstrip()
