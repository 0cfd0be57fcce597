"""What the browser runtime is made of, and in which order."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path

from . import borrowed, npm_packages
from .bytecode import compile_sources
from .checkout import Checkout
from .compression import compress, compress_most, compress_opaque
from .engine.parts import profile_engine, split_engine
from .engine.slim import make_slim_engine
from .inspection import inspect_wheels
from .lock import python_version, write_lock
from .memory import Memory, make_memory
from .publishing import Product, publish
from .sources import framework_sources, stdlib_sources, wheel_sources
from .wheels import fetch_wheels

#: Where the browser's Python finds each archive; fixed, because tracebacks show it.
STDLIB_MOUNT = "/lib/python314.zip"
PACKAGES_MOUNT = "/lib/packages.zip"


class Pipeline:
    """Makes the browser runtime; what was made from the same inputs before is kept.

    :param own_files: the files of hipflask's own dist-info: full name → content.
    :param report: called with a line for each step that takes time.
    """

    def __init__(
        self, checkout: Checkout, own_files: dict[str, bytes], report: Callable[[str], None]
    ) -> None:
        self._checkout = checkout
        self._own_files = own_files
        self._report = report

    def run(self) -> list[Path]:
        """Make the runtime and return its files.

        :raise AssetsError: when it cannot be made, saying what to do.
        """
        for folder in (self._checkout.worker, self._checkout.pages):
            npm_packages.install(folder, self._report)
        wheels = self._wheels()
        pyodide = self._checkout.pyodide
        worker = self._bundle(self._checkout.worker)
        pages = self._bundle(self._checkout.pages)
        script, whole = self._slim_engine()
        archives = self._stdlib(), self._packages(wheels)
        called = self._profile(worker / "profile-engine.mjs", (script, whole), archives)
        engine, whole_rest, data = self._split_engine(whole, called)
        rest = self._opaque(whole_rest)
        parts = (script, engine, rest, data)
        memory = self._memory(worker / "make-memory.mjs", parts, archives)
        stdlib, packages = archives
        runtime = {
            "pyodide.mjs": Product("loader", pyodide / "pyodide.mjs"),
            # Not packed: a host compresses WebAssembly, and a browser keeps what it compiled of a
            # file that it fetched as such.
            "pyodide.asm.mjs": Product("engine", script),
            "pyodide.asm.wasm": Product("wasm", engine),
            # Packed in a way of its own: only who needs it is to unpack it.
            "pyodide.rest.bin": Product("wasm-rest", rest),
            "pyodide.data.bin": self._packed("wasm-data", data),
            "pyodide-full.asm.mjs": Product("engine-full", pyodide / "pyodide.asm.mjs"),
            "pyodide-full.asm.wasm": Product("wasm-full", pyodide / "pyodide.asm.wasm"),
            "memory-1.bin": self._packed_most("memory-1", memory.first, is_memory=True),
            "memory-2.bin": self._packed_most("memory-2", memory.second, is_memory=True),
            "stdlib.zip": self._packed("stdlib", stdlib),
            "stdlib-rest.zip": self._packed_most("stdlib-rest", memory.stdlib),
            "packages.zip": self._packed("packages", packages),
            "packages-rest.zip": self._packed_most("packages-rest", memory.packages),
            "pyodide-lock.json": Product("lock", self._lock(wheels)),
            "worker.js": Product("worker", worker / "worker.js"),
            "unpacker.js": Product("unpacker", worker / "unpacker.js"),
            "freeze-application.mjs": Product("freezer", worker / "freeze-application.mjs"),
            "boot.html": Product("boot", pages / "boot.html"),
            "tools.html": Product("tools", pages / "tools.html"),
        }
        versions = {
            "pyodide": self._pyodide_version,
            "python": self._python,
            "framework_digest": borrowed.framework_digest(self._checkout.package),
        }
        return publish(runtime, versions, self._checkout.assets)

    @cached_property
    def _pyodide_version(self) -> str:
        return str(json.loads((self._checkout.pyodide / "package.json").read_bytes())["version"])

    @property
    def _libraries(self) -> Path:
        """Where npm has installed what the recipe uses."""
        return self._checkout.pyodide.parent

    @cached_property
    def _python(self) -> str:
        return python_version(self._checkout.pyodide)

    def _bundle(self, folder: Path) -> Path:
        self._report(f"bundle of {folder.name}")
        return npm_packages.bundle(folder)

    def _packed(self, role: str, content: Path) -> Product:
        return Product(role, content, self._compressed(content, ".gz", compress))

    def _opaque(self, content: Path) -> Path:
        return self._compressed(content, ".bin", compress_opaque)

    def _compressed(
        self, content: Path, suffix: str, compress: Callable[[Path, Path], None]
    ) -> Path:
        target = self._checkout.work / (content.name + suffix)

        def make() -> list[Path]:
            self._report(f"compression of {content.name}")
            compress(content, target)
            return [target]

        inputs = self._checkout.digest([content])
        return self._checkout.stamps.step(target.name, inputs, make)[0]

    def _packed_most(self, role: str, content: Path, *, is_memory: bool = False) -> Product:
        most = partial(compress_most, is_memory=is_memory)
        return Product(role, content, self._compressed(content, ".xz", most))

    def _slim_engine(self) -> list[Path]:
        """Return the script and the engine for sites without native code."""
        pyodide, target = self._checkout.pyodide, self._checkout.work / "slim-engine"

        def make() -> list[Path]:
            self._report("slim engine")
            return make_slim_engine(pyodide, target)

        names = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
        sources = [pyodide / name for name in names]
        inputs = self._checkout.digest([*sources, self._checkout.worker / "package-lock.json"])
        return self._checkout.stamps.step("slim-engine", inputs, make)

    def _profile(
        self, program: Path, engine: tuple[Path, Path], archives: tuple[Path, Path]
    ) -> Path:
        """Return the numbers of the engine's functions that a first page takes."""
        parts = (self._checkout.pyodide / "pyodide.mjs", *engine)
        target = self._checkout.work / "profile"

        def make() -> list[Path]:
            self._report("profile of the engine")
            return [profile_engine(program, self._libraries, parts, archives, target)]

        inputs = self._checkout.digest([program, *parts, *archives])
        return self._checkout.stamps.step("profile", inputs, make)[0]

    def _split_engine(self, engine: Path, called: Path) -> list[Path]:
        """Return the first part of the engine, the rest of it, and its data."""

        def make() -> list[Path]:
            self._report("parts of the engine")
            target = self._checkout.work / "engine"
            return split_engine(self._libraries, engine, called, target)

        inputs = self._checkout.digest([engine, called])
        return self._checkout.stamps.step("engine", inputs, make)

    def _wheels(self) -> list[Path]:
        def make() -> list[Path]:
            self._report("wheels of the base packages")
            return fetch_wheels(self._checkout.work / "wheels", self._python)

        inputs = self._checkout.digest([], self._python)
        wheels = self._checkout.stamps.step("wheels", inputs, make)
        own_metadata = next(c for n, c in self._own_files.items() if n.endswith("/METADATA"))
        inspect_wheels(wheels, own_metadata.decode(), self._python)
        return wheels

    def _lock(self, wheels: list[Path]) -> Path:
        target = self._checkout.work / "pyodide-lock.json"
        write_lock(self._checkout.pyodide, self._pyodide_version, wheels, target)
        return target

    def _stdlib(self) -> Path:
        pyodide = self._checkout.pyodide
        archive, target = pyodide / "python_stdlib.zip", self._checkout.work / "stdlib.zip"

        def make() -> list[Path]:
            self._report("bytecode of the standard library")
            sources = stdlib_sources(archive)
            # It has few annotations, and its users may read them.
            compile_sources(sources, pyodide, STDLIB_MOUNT, target, annotations=True)
            return [target]

        inputs = self._checkout.digest([archive], self._pyodide_version)
        return self._checkout.stamps.step("stdlib", inputs, make)[0]

    def _packages(self, wheels: list[Path]) -> Path:
        target = self._checkout.work / "packages.zip"
        sources = wheel_sources(wheels) | framework_sources(self._checkout.framework)
        sources |= self._own_files

        def make() -> list[Path]:
            self._report("bytecode of the packages")
            pyodide = self._checkout.pyodide
            compile_sources(sources, pyodide, PACKAGES_MOUNT, target, annotations=False)
            return [target]

        contents = (f"{name}={content!r}" for name, content in sorted(sources.items()))
        inputs = self._checkout.digest([], self._pyodide_version, *contents)
        return self._checkout.stamps.step("packages", inputs, make)[0]

    def _memory(
        self, program: Path, engine: tuple[Path, ...], archives: tuple[Path, Path]
    ) -> Memory:
        loader = self._checkout.pyodide / "pyodide.mjs"
        parts = (loader, *engine, *archives)
        folder = self._checkout.work / "memory"

        def make() -> list[Path]:
            self._report("memory of Python with hipflask")
            return list(make_memory(program, parts, folder))

        inputs = self._checkout.digest([program, *parts])
        return Memory(*self._checkout.stamps.step("memory", inputs, make))
