"""Stand-ins: empty wheels that tell pip what the browser runtime brings.

Without them pip would look for wheels of what is there already, and would find none for Flask's
dependencies with native code. A local version label (PEP 440) marks them: it satisfies every
specifier that the plain version satisfies, and no index has it.
"""

from __future__ import annotations

import typing as t
from pathlib import Path

from .archive import make_zip

LABEL = "hipflask"
#: What the extras of Flask and hipflask add.
_EXTRAS = {"async": "asgiref>=3.2", "dotenv": "python-dotenv"}
_WITH_EXTRAS = frozenset({"flask", "hipflask"})


def write_standins(folder: Path, versions: t.Mapping[str, str]) -> list[str]:
    """Write a wheel for each distribution.

    :param versions: normalised name → version.
    :return: constraints that make pip take the stand-ins.
    """
    constraints = []
    for name, version in sorted(versions.items()):
        full = f"{version.partition('+')[0]}+{LABEL}"
        stem = f"{name.replace('-', '_')}-{full}"
        info = f"{stem}.dist-info"
        files = {
            f"{info}/METADATA": _metadata(name, full),
            f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            f"{info}/RECORD": f"{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n",
        }
        content = make_zip({path: text.encode() for path, text in files.items()}, compress=False)
        (folder / f"{stem}-py3-none-any.whl").write_bytes(content)
        constraints.append(f"{name}=={full}")
    return constraints


def _metadata(name: str, version: str) -> str:
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    if name in _WITH_EXTRAS:
        for extra, requirement in _EXTRAS.items():
            lines += [
                f"Provides-Extra: {extra}",
                f'Requires-Dist: {requirement}; extra == "{extra}"',
            ]
    return "\n".join(lines) + "\n"
