"""Runs pip as if it ran in the browser, where environment markers are concerned.

pip chooses wheels for another platform when told to, but goes on evaluating markers such as
``platform_machine == "x86_64"`` for the machine it runs on. Run as a module, in a process of its
own: the first argument is the marker environment as a JSON object, the others are pip's.
"""

from __future__ import annotations

import importlib
import json
import sys
import typing as t


def marker_environment(python: str) -> dict[str, str]:
    """Return the values of environment markers (PEP 508) in the browser.

    :param python: version of Python there, such as ``3.14.2``.
    """
    return {
        "implementation_name": "cpython",
        "implementation_version": python,
        "os_name": "posix",
        "platform_machine": "wasm32",
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": "Emscripten",
        "platform_version": "",
        "python_full_version": python,
        "python_version": ".".join(python.split(".")[:2]),
        "sys_platform": "emscripten",
    }


def main(arguments: t.Sequence[str]) -> int:
    """Run pip with the given marker environment, and return its exit status."""
    environment: dict[str, str] = json.loads(arguments[0])
    markers: t.Any = importlib.import_module("pip._vendor.packaging.markers")
    markers.default_environment = lambda: dict(environment)
    pip: t.Any = importlib.import_module("pip._internal.cli.main")
    return int(pip.main(list(arguments[1:])))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
