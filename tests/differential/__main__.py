"""Shows the differences: ``python -m differential chromium [group …]``, from within ``tests/``.

What was seen is kept in ``tests/.output``, so that ``--again`` can hold another table against it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from support.engines import ENGINES, launch

from .allowed import table_for
from .comparison import Difference, Results, compare, sort_out
from .driving import Driver
from .groups import groups_of
from .sides import open_sides

_OUTPUT = Path(__file__).parents[1] / ".output"

Seen = dict[str, tuple[Results, Results]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m differential", description=__doc__)
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("groups", nargs="*")
    parser.add_argument("--base", default="/", choices=("/", "/sub/path/"))
    parser.add_argument("--brief", action="store_true", help="one line for each kind")
    parser.add_argument("--all", action="store_true", help="show those that are allowed as well")
    parser.add_argument("--again", action="store_true", help="look at what was seen last time")
    options = parser.parse_args()
    groups = options.groups or groups_of(options.engine)
    kept = _OUTPUT / f"differential-{options.engine}.json"
    seen: Seen = json.loads(kept.read_text()) if kept.exists() else {}
    if not options.again:
        for group, results in _drive(options.engine, options.base, groups):
            seen[group] = results
            _OUTPUT.mkdir(exist_ok=True)
            kept.write_text(json.dumps(seen, indent=1))
    _tell(options.engine, {group: seen[group] for group in groups}, options)


def _drive(
    engine: str, base: str, groups: Sequence[str]
) -> Iterator[tuple[str, tuple[Results, Results]]]:
    with tempfile.TemporaryDirectory() as folder, open_sides(Path(folder)) as sides:
        launched = launch(engine)
        try:
            driver = Driver(launched, sides[base])
            for group in groups:
                began = time.monotonic()
                yield group, driver.results(group)
                print(f"── {group}: {time.monotonic() - began:.1f} s", flush=True)
        finally:
            launched.close()


def _tell(engine: str, seen: Seen, options: argparse.Namespace) -> None:
    found = [one for group, results in seen.items() for one in compare(group, *results)]
    table = () if options.all else table_for(engine)
    left, used = sort_out(found, table)
    for line in _brief(left) if options.brief else map(str, left):
        print(line)
    for entry in table:
        if entry not in used and not entry.by_chance:
            print("does not occur:", entry)
    cases = sum(len(native) for native, _ in seen.values())
    print(f"{cases} cases, {len({difference.case for difference in left})} differ")


def _brief(differences: Sequence[Difference]) -> Iterator[str]:
    """Tell of each kind of difference how often it occurs, and one of them."""
    kinds: dict[str, list[Difference]] = {}
    for difference in differences:
        key = f"{difference.place} {difference.native!r} {difference.export!r}"
        kinds.setdefault(key, []).append(difference)
    for alike in kinds.values():
        yield f"{len(alike):4} x {alike[0]}"


if __name__ == "__main__":
    main()
