"""What a build tells about its result."""

from __future__ import annotations

import typing as t
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from .freezing import Outcome
from .literal_keys import find_literal_keys
from .manifest import Asset
from .packages import SitePackage
from .packing import MANIFEST_PATH, LeftOut, private_reason
from .pages import WORKER_SCRIPT
from .site import Site

#: What hosts use; the best takes twice as long, and saves half a percent.
_LEVEL = 6
_SHOWN = 12
#: What hosts compress on the way, as GitHub Pages does; archives of any kind they don't.
_COMPRESSED_BY_HOSTS = frozenset({".css", ".html", ".js", ".json", ".mjs", ".svg", ".wasm"})
#: A package that takes more bytes than this on the way is pointed out.
_WORTH_TELLING = 200_000
_KINDS = {
    "loader": "Python",
    "engine": "Python",
    "wasm": "Python",
    "wasm-rest": "Python",
    "wasm-data": "Python",
    "memory": "Python and hipflask, started",
    "memory-change": "Application, imported",
    "stdlib": "Standard library",
    "framework": "Changed sources of hipflask",
    "packages": "Base packages",
    "application": "Application",
    "worker": "Worker and boot page",
    "unpacker": "Worker and boot page",
    "boot": "Worker and boot page",
    "tools": "Tools page",
    "icon": "Icons",
    "web-manifest": "Icons",
}


@dataclass(slots=True)
class Row:
    """One line of the table: a kind of files."""

    name: str
    files: int = 0
    #: Bytes as they are kept in the browser.
    raw: int = 0
    #: Bytes that travel from a host that compresses with gzip what hosts usually do.
    wire: int = 0


def size_table(site: Site) -> list[Row]:
    """Return what a site consists of, with a last row for all of it.

    Only what a first visit fetches counts; ``404.html`` and the lock file travel on no visit, nor
    does what stands in for something else.
    """
    rows: dict[str, Row] = {}
    for asset in site.manifest.assets:
        if asset.instead_of:
            continue
        row = rows.setdefault(name := _kind(asset, site), Row(name))
        row.raw += asset.bytes
        row.wire += _wire(asset.path, site)
        row.files += len(site.selection.files) if asset.role == "application" else 1
    for path in (WORKER_SCRIPT, MANIFEST_PATH):
        row = rows[_KINDS["worker"]]
        row.raw += len(site.files[path])
        row.wire += _wire(path, site)
        row.files += 1
    total = Row("First visit")
    for row in rows.values():
        total.files += row.files
        total.raw += row.raw
        total.wire += row.wire
    return [*rows.values(), total]


def _wire(path: str, site: Site) -> int:
    """Return how many bytes of a file travel."""
    content = site.files[path]
    if PurePosixPath(path).suffix not in _COMPRESSED_BY_HOSTS:
        return len(content)
    return min(len(content), len(zlib.compress(content, _LEVEL)))


def _kind(asset: Asset, site: Site) -> str:
    for package in site.packages.packages:
        if asset.role == "packages" and asset.path.startswith(f"hipflask-assets/{package.name}-"):
            return _title(package)
    return _KINDS.get(asset.role, asset.role)


def format_report(site: Site) -> str:
    """Return the table and what was left out, for a terminal."""
    rows = size_table(site)
    lines = _format_rows(rows)
    lines.extend(_format_left_out(site.selection.left_out))
    lines.extend(_format_costs(rows, site))
    lines.extend(_format_secrets(site))
    lines.extend(f"Note: {note}" for note in site.packages.notes)
    lines.extend(_format_frozen(site.frozen))
    return "\n".join(lines)


def _format_rows(rows: t.Sequence[Row]) -> list[str]:
    width = max(len(row.name) for row in rows)
    head = f"{'':{width}}  {'files':>6}  {'kept':>10}  {'travels':>10}"
    body = [
        f"{row.name:{width}}  {row.files:>6}  {human(row.raw):>10}  {human(row.wire):>10}"
        for row in rows
    ]
    return [head, *body[:-1], "-" * len(head), body[-1]]


def _format_costs(rows: t.Sequence[Row], site: Site) -> list[str]:
    """Point out what the site's own requirements cost each visitor."""
    names = {_title(package) for package in site.packages.packages}
    together = rows[-1].wire
    costly = [row for row in rows if row.name in names and row.wire > _WORTH_TELLING]
    return [
        f"Warning: {row.name} costs each first visit {human(row.wire)},"
        f" {row.wire / together:.0%} of it."
        for row in sorted(costly, key=lambda row: -row.wire)
    ]


def _format_secrets(site: Site) -> list[str]:
    """Point out what visitors can read and perhaps should not."""
    files = site.selection.read()
    packed = [name for name, path in site.selection.files.items() if private_reason(path)]
    keys = find_literal_keys(files)
    lines = [f"Warning: {path} may hold secrets, and every visitor can read it." for path in packed]
    lines += [
        f"Warning: {key.file}, line {key.line}, tells the {key.name}: every visitor can read it,"
        " and forge what a server with the same key signs."
        for key in keys
    ]
    if keys:
        lines.append(
            "Keep keys out of the sources; --device-secret-key gives each browser its own."
        )
    return lines


def _format_frozen(frozen: Outcome | None) -> list[str]:
    """Tell what is done of the application's start, and why not more."""
    if frozen is None:
        return []
    if frozen.failure:
        return [
            "Warning: the application did not start for the build, and may not in browsers:",
            *(f"  {line}" for line in frozen.failure.rstrip().splitlines()),
        ]
    done = {
        "framework": "Note: the application is imported in each browser",
        "modules": "The site comes with the application imported; it is made in each browser",
        "application": "The site comes with the application made",
    }[frozen.holds]
    return [f"{done}: {frozen.because}." if frozen.because else f"{done}."]


def _title(package: SitePackage) -> str:
    return f"{package.name} {package.version}"


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
