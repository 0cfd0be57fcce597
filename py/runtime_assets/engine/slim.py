"""Makes a smaller engine for sites without native code: Pyodide's, less what only that calls."""

from __future__ import annotations

from pathlib import Path

from ..commands import node
from ..errors import AssetsError

_SCRIPT = Path(__file__).with_name("slim.mjs")
_HINT = (
    "script.mjs knows how the pinned Pyodide is laid out. After a change of Pyodide's version"
    " look at the generated code of pyodide.asm.mjs again, and adapt the patterns to it."
)


def make_slim_engine(pyodide: Path, target: Path) -> list[Path]:
    """Write Pyodide's engine and its script without what no Python code can reach.

    The same files make the same files.

    :param pyodide: the folder of the npm package ``pyodide``; beside it are ``binaryen`` and
        ``terser``.
    :param target: the folder to write to.
    :return: the script ``pyodide.asm.mjs`` and the engine ``pyodide.asm.wasm``.
    :raise AssetsError: when Pyodide is laid out in another way than the pinned version.
    """
    target.mkdir(parents=True, exist_ok=True)
    try:
        node(
            *(str(_SCRIPT), str(pyodide), str(pyodide.parent), str(target)),
            folder=_SCRIPT.parent,
            task="Taking the unused parts out of Pyodide's engine",
        )
    except AssetsError as error:
        raise AssetsError(error.message, _HINT, error.output) from error
    return [target / "pyodide.asm.mjs", target / "pyodide.asm.wasm"]
