"""Runs inside Pyodide, and is frozen; test_memory.py looks at what answer() returns then."""

import importlib
import json
import sys
import zipfile

#: What the memory came with; all that is imported above is in there.
FOUND = dict(sys.modules)


def origins() -> list[str]:
    """Where the modules came from: a path, or how else."""
    specs = (getattr(module, "__spec__", None) for module in FOUND.values())
    return sorted({str(spec.origin) for spec in specs if spec is not None})


def frozen() -> list[str]:
    """The modules that are in the engine itself, as members of an archive."""
    return [
        spec.name.replace(".", "/")
        + (".pyc" if not spec.submodule_search_locations else "/__init__.pyc")
        for module in FOUND.values()
        if (spec := getattr(module, "__spec__", None)) is not None and spec.origin == "frozen"
    ]


def failures(archive: str) -> dict[str, str]:
    """What goes wrong when the modules of an archive are imported."""
    found = {}
    with zipfile.ZipFile(archive) as opened:
        names = [name for name in opened.namelist() if name.endswith(".pyc")]
    for name in names:
        module = name.removesuffix(".pyc").removesuffix("/__init__").replace("/", ".")
        if not module.endswith("__main__"):
            try:
                importlib.import_module(module)
            except Exception as error:
                found[module] = repr(error)
    return found


def answer() -> str:
    return json.dumps(
        {
            "names": sorted(FOUND),
            "origins": origins(),
            "frozen": frozen(),
            "failures": failures("/lib/packages.zip"),
        }
    )
