"""The table of sizes, and what it points out."""

from __future__ import annotations

import random
import typing as t
import zlib
from pathlib import Path

import pytest

from hipflask.builder import BuildOptions, compose_site, format_report
from hipflask.builder.options import Found
from hipflask.builder.packages import SitePackage, SitePackages
from hipflask.builder.report import Row, size_table
from hipflask.builder.runtime import Runtime, load_runtime

SCRIPT = b"export const numbers = [" + b"1, " * 4000 + b"];"


@pytest.fixture
def rows(
    package: Found,
    runtime_files: dict[str, tuple[str, bytes]],
    make_runtime: t.Callable[[dict[str, tuple[str, bytes]]], Path],
) -> dict[str, Row]:
    """The table of a site with a larger worker, memory and standard library."""
    files = {
        **runtime_files,
        "worker.js": ("worker", SCRIPT),
        "memory-1.bin": ("memory-1", bytes(50_000)),
        "memory-2.bin": ("memory-2", bytes(30_000)),
        "stdlib.zip": ("stdlib", bytes(90_000)),
        "stdlib-rest.zip": ("stdlib-rest", bytes(50_000)),
    }
    site = compose_site(package, BuildOptions(), load_runtime(make_runtime(files)))
    return {row.name: row for row in size_table(site)}


def test_scripts_travel_compressed_by_the_host(rows: dict[str, Row]) -> None:
    row = rows["Worker and boot page"]
    assert row.files == 5  # with sw.js and the manifest
    assert row.raw > len(SCRIPT) > row.wire > len(zlib.compress(SCRIPT, 9))


@pytest.mark.parametrize(
    ("name", "size"), [("Python and hipflask, started", 80_000), ("Standard library", 50_000)]
)
def test_what_is_packed_travels_as_it_was_compressed(
    rows: dict[str, Row], name: str, size: int
) -> None:
    row = rows[name]
    assert row.raw == size
    assert 20 < row.wire < 500


def test_what_stands_in_for_something_else_does_not_count(rows: dict[str, Row]) -> None:
    for name in ("Standard library", "Base packages"):
        assert rows[name].files == 1


def test_the_application_travels_as_the_build_has_compressed_it(
    package: Found, runtime: Runtime
) -> None:
    picture = package.root / "guest_book" / "zeros.bin"
    picture.write_bytes(random.Random(1).randbytes(3000) * 2)
    site = compose_site(package, BuildOptions(), runtime)
    [row] = [row for row in size_table(site) if row.name == "Application"]
    assert row.raw > 6000 > row.wire > 3000


def test_the_last_row_is_the_sum(rows: dict[str, Row]) -> None:
    *parts, total = rows.values()
    assert total.name == "First visit"
    for figure in ("files", "raw", "wire"):
        assert getattr(total, figure) == sum(getattr(row, figure) for row in parts)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("app.secret_key = 'dev'", "secret_key"),
        ("SECRET_KEY = b'dev'", "SECRET_KEY"),
        ("class Config:\n    JWT_SECRET_KEY: str = 'dev'", "JWT_SECRET_KEY"),
        ("app.config['SECRET_KEY'] = 'dev'", "SECRET_KEY"),
        ("app.config.from_mapping(DEBUG=True, SECRET_KEY='dev')", "SECRET_KEY"),
        ("app.config.update({**other, 'SECRET_KEY': 'dev'})", "SECRET_KEY"),
    ],
)
def test_a_literal_secret_key_is_pointed_out(
    package: Found, runtime: Runtime, source: str, name: str
) -> None:
    (package.root / "guest_book" / "views.py").write_text(f"PAGES = 3\n{source}\n")
    [warning, advice] = warnings(package, runtime)
    line = 2 + source.count("\n")
    assert warning.startswith(f"Warning: guest_book/views.py, line {line}, tells the {name}:")
    assert "--device-secret-key" in advice


@pytest.mark.parametrize(
    "source",
    [
        "app.secret_key = os.environ['SECRET_KEY']",
        "SECRET_KEY = None",
        "SECRET_KEY = ''",
        "key = app.config['SECRET_KEY'] or 'dev'",
        "def broken(:",
    ],
)
def test_what_is_no_literal_key_is_left_alone(
    package: Found, runtime: Runtime, source: str
) -> None:
    (package.root / "guest_book" / "views.py").write_text(source)
    assert warnings(package, runtime) == []


def test_a_secret_that_was_named_is_pointed_out(package: Found, runtime: Runtime) -> None:
    [warning] = warnings(package, runtime, include=("guest_book/.env",))
    assert warning == ("Warning: guest_book/.env may hold secrets, and every visitor can read it.")


def warnings(package: Found, runtime: Runtime, **options: t.Any) -> list[str]:
    report = format_report(compose_site(package, BuildOptions(**options), runtime)).splitlines()
    first = next((n for n, line in enumerate(report) if line.startswith("Warning")), len(report))
    return report[first:]


def test_costly_requirements_are_pointed_out(package: Found, runtime: Runtime) -> None:
    noise = random.Random(2)
    packages = SitePackages(
        (
            SitePackage("large", "1.0", noise.randbytes(300_000), 1),
            SitePackage("larger", "2.0", noise.randbytes(600_000), 1),
            SitePackage("small", "3.0", noise.randbytes(100_000), 1),
        ),
        b"{}",
    )
    site = compose_site(package, BuildOptions(), runtime, packages=packages)
    lines = [line for line in format_report(site).splitlines() if line.startswith("Warning")]
    assert lines == [
        "Warning: larger 2.0 costs each first visit 600.2 kB, 60% of it.",
        "Warning: large 1.0 costs each first visit 300.1 kB, 30% of it.",
    ]
