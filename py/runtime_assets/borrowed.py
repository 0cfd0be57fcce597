"""Functions of hipflask's own that a build needs before hipflask can be imported.

Importing ``hipflask.builder`` would import the framework, and with it packages that a build
environment does not have. Both files say that they use the standard library only.
"""

from __future__ import annotations

import importlib.util
import typing as t
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "hipflask"

if t.TYPE_CHECKING:
    from hipflask.builder.archive import make_zip
    from hipflask.builder.digest import framework_digest, framework_files
else:

    def _load(name: str) -> t.Any:
        path = PACKAGE / "builder" / f"{name}.py"
        spec = importlib.util.spec_from_file_location(f"_hipflask_{name}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    make_zip = _load("archive").make_zip
    framework_digest = _load("digest").framework_digest
    framework_files = _load("digest").framework_files

__all__ = ["PACKAGE", "framework_digest", "framework_files", "make_zip"]
