"""Runs inside Pyodide; its last expression is what test_in_pyodide.py looks at."""

import dis
import gc
import importlib
import itertools
import json
import marshal
import sys
import types
import typing as t
import zipfile

PACKAGES = "/lib/packages.zip"
ARCHIVES = ("/lib/python314.zip", PACKAGES)
#: Modules that print, or open a window.
TALKATIVE = ("antigravity", "this")
#: inspect.CO_HAS_DOCSTRING, which type checkers of older Pythons do not know.
HAS_DOCSTRING = 0x400_0000

sys.path.append(PACKAGES)


def members(archive: str) -> t.Iterator[tuple[str, bytes]]:
    """Names and contents of the modules of an archive."""
    with zipfile.ZipFile(archive) as opened:
        for name in opened.namelist():
            if name.endswith(".pyc"):
                yield name, opened.read(name)


def nested(code: types.CodeType) -> t.Iterator[types.CodeType]:
    """A module's code, and that of all that is in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from nested(constant)


def has_docstring(code: types.CodeType) -> bool:
    """Whether a function has one, or a class or a module begins with storing one."""
    if code.co_flags & HAS_DOCSTRING:
        return True
    if "__doc__" not in code.co_names:
        return False
    return any(
        step.opname == "LOAD_CONST" and then.opname == "STORE_NAME" and then.argval == "__doc__"
        for step, then in itertools.pairwise(dis.get_instructions(code))
    )


def failures(archive: str) -> dict[str, str]:
    """What goes wrong when the modules of an archive are imported."""
    raised = {}
    for name, _ in members(archive):
        module = name.removesuffix(".pyc").removesuffix("/__init__").replace("/", ".")
        if not module.endswith("__main__") and module not in TALKATIVE:
            try:
                importlib.import_module(module)
            except Exception as error:
                raised[module] = str(error)
    return raised


def functions() -> t.Iterator[types.FunctionType]:
    """All that there are from the packages' sources."""
    for value in gc.get_objects():
        # isinstance() would look through proxies.
        if type(value) is types.FunctionType and value.__code__.co_filename.startswith(PACKAGES):
            yield value


documented = [
    f"{name}: {code.co_qualname}"
    for archive in ARCHIVES
    for name, content in members(archive)
    for code in nested(marshal.loads(content[16:]))
    if has_docstring(code)
]
failures_of = {archive: failures(archive) for archive in ARCHIVES}
found = list(functions())

json.dumps(
    {
        "documented": documented,
        "functions": len(found),
        "annotated": sorted({f.__qualname__ for f in found if f.__annotations__}),
        "failures": failures_of,
    }
)
