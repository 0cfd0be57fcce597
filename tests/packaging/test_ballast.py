"""The engine's ballast is as long as V8 wants optimised code to be before it is kept."""

from __future__ import annotations

import re
from pathlib import Path

import runtime_assets
from support.node import run_node

HERE = Path(__file__).parent
BALLAST = Path(runtime_assets.__file__).with_name("engine") / "ballast.mjs"
BINARYEN = HERE.parents[1] / "sw" / "node_modules" / "binaryen" / "index.js"

#: Bytes of optimised code after which V8 has a module kept at once.
HARD_THRESHOLD = 1_000_000


def test_it_is_as_long_as_it_takes() -> None:
    printed = run_node("--trace-wasm-compilation-times", HERE / "ballast.mjs", BALLAST, BINARYEN)
    found = re.findall(r"#(\d+) using TurboFan.*? bodysize (\d+) codesize (\d+)", printed)
    length, code = max((int(body), int(size)) for _, body, size in found)
    assert code > HARD_THRESHOLD
    # Nor is there more of it than that to download and to read.
    assert length < 0.15 * HARD_THRESHOLD
