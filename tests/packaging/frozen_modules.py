"""Runs inside Pyodide, and is frozen; test_memory.py looks at what answer() returns then."""

import importlib
import json
import sys
import zipfile

#: What the memory came with; all that is imported above is in there. Of a package whose code waits
#: until it is asked for, there is nothing yet.
FOUND = {
    name: module
    for name, module in sys.modules.items()
    if "__builtins__" in getattr(module, "__dict__", {})
}


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


def deferred() -> str:
    """What a package gives whose code has to be run for it now."""
    import werkzeug

    return werkzeug.Request.__name__


def answer() -> str:
    return json.dumps(
        {
            "names": sorted(FOUND),
            "origins": origins(),
            "frozen": frozen(),
            "deferred": deferred(),
            "failures": failures("/lib/packages.zip"),
        }
    )
