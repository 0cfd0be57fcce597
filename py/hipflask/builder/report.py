"""What a build tells about its result."""

from __future__ import annotations

import typing as t
import zlib
from dataclasses import dataclass

from .manifest import Asset
from .packing import LeftOut
from .site import Site

_LEVEL = 6
_SHOWN = 12
_KINDS = {
    "loader": "Python",
    "engine": "Python",
    "wasm": "Python",
    "stdlib": "Standard library",
    "framework": "Changed sources of hipflask",
    "packages": "Base packages",
    "application": "Application",
    "worker": "Worker and boot page",
    "boot": "Worker and boot page",
}


@dataclass(slots=True)
class Row:
    """One line of the table: a kind of files."""

    name: str
    files: int = 0
    #: Bytes on disk.
    raw: int = 0
    #: Bytes when the host compresses with gzip, as an estimate of what travels.
    wire: int = 0


def size_table(site: Site) -> list[Row]:
    """Return what a site consists of, with a last row for all of it.

    Only what the worker fetches counts; ``404.html`` and the lock file travel on no visit.
    """
    rows: dict[str, Row] = {}
    total = Row("Together")
    for asset in site.manifest.assets:
        content = site.files[asset.path]
        wire = min(len(content), len(zlib.compress(content, _LEVEL)))
        name = _kind(asset, site)
        row = rows.setdefault(name, Row(name))
        for line in (row, total):
            line.raw += asset.bytes
            line.wire += wire
        row.files += len(site.selection.files) if asset.role == "application" else 1
    total.files = sum(row.files for row in rows.values())
    return [*rows.values(), total]


def _kind(asset: Asset, site: Site) -> str:
    for package in site.packages.packages:
        if asset.role == "packages" and asset.path.startswith(f"hipflask-assets/{package.name}-"):
            return f"{package.name} {package.version}"
    return _KINDS.get(asset.role, asset.role)


def format_report(site: Site) -> str:
    """Return the table and what was left out, for a terminal."""
    lines = _format_rows(size_table(site))
    lines.extend(_format_left_out(site.selection.left_out))
    lines.extend(f"Note: {note}" for note in site.packages.notes)
    return "\n".join(lines)


def _format_rows(rows: t.Sequence[Row]) -> list[str]:
    width = max(len(row.name) for row in rows)
    head = f"{'':{width}}  {'files':>6}  {'bytes':>10}  {'gzipped':>10}"
    body = [
        f"{row.name:{width}}  {row.files:>6}  {human(row.raw):>10}  {human(row.wire):>10}"
        for row in rows
    ]
    return [head, *body[:-1], "-" * len(head), body[-1]]


def _format_left_out(items: t.Sequence[LeftOut]) -> list[str]:
    if not items:
        return []
    shown = [f"  {item.name} ({item.reason})" for item in items[:_SHOWN]]
    if len(items) > _SHOWN:
        shown.append(f"  and {len(items) - _SHOWN} more")
    return ["", "Left out:", *shown]


def human(size: int) -> str:
    """Return a size in bytes for people, with decimal units: ``8.6 MB``."""
    if size < 1000:
        return f"{size} B"
    value, unit = size / 1000, "kB"
    if value >= 999.95:
        value, unit = value / 1000, "MB"
    return f"{value:.1f} {unit}"
