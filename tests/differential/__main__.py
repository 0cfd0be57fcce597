"""Shows the differences: ``python -m differential chromium [group …]``, from within ``tests/``."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from support.engines import ENGINES, launch

from .allowed import table_for
from .comparison import Difference, compare, sort_out
from .driving import Driver
from .sides import open_sides


def _brief(differences: Sequence[Difference]) -> Iterator[str]:
    """Tell of each kind of difference how often it occurs, and one of them."""
    kinds: dict[str, list[Difference]] = {}
    for difference in differences:
        key = f"{difference.place} {difference.native!r} {difference.export!r}"
        kinds.setdefault(key, []).append(difference)
    for alike in kinds.values():
        yield f"{len(alike):4} x {alike[0]}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m differential", description=__doc__)
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("groups", nargs="*")
    parser.add_argument("--base", default="/", choices=("/", "/sub/path/"))
    parser.add_argument("--brief", action="store_true", help="one line for each kind")
    parser.add_argument("--all", action="store_true", help="show those that are allowed as well")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_sides(Path(folder)) as sides:
        engine = launch(options.engine)
        try:
            driver = Driver(engine, sides[options.base])
            for group in options.groups or driver.groups():
                began = time.monotonic()
                native, export = driver.results(group)
                found = compare(group, native, export)
                left, _ = sort_out(found, () if options.all else table_for(options.engine))
                for line in _brief(left) if options.brief else map(str, left):
                    print(line)
                cases = len({difference.case for difference in left})
                took = time.monotonic() - began
                print(f"── {group}: {len(native)} cases, {cases} differ, {took:.1f} s", flush=True)
        finally:
            engine.close()


if __name__ == "__main__":
    main()
