"""A small browser runtime, and small applications to build sites from."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import typing as t
from dataclasses import dataclass
from pathlib import Path

import pytest

import hipflask
from hipflask.builder.digest import framework_digest
from hipflask.builder.runtime import Runtime, load_runtime

LOCK = {
    "info": {
        "arch": "wasm32",
        "abi_version": "2026_0",
        "platform": "emscripten_5_0_3",
        "version": "314.0.7",
        "python": "3.14.2",
    },
    "packages": {
        name: {
            "name": name,
            "version": version,
            "file_name": f"{name}-{version}-py3-none-any.whl",
            "install_dir": "site",
            "sha256": "0" * 64,
            "package_type": "package",
            "imports": [name],
            "depends": [],
            "unvendored_tests": False,
        }
        for name, version in {
            "blinker": "1.9.0",
            "click": "8.5.1",
            "itsdangerous": "2.2.0",
            "jinja2": "3.1.6",
            "markupsafe": "3.0.4",
            "werkzeug": "3.1.9",
        }.items()
    },
}

BOOT = (
    "<!doctype html><title>__HIPFLASK_TITLE__</title>__HIPFLASK_HEAD__"
    '<script type="application/json" id="hipflask-config">__HIPFLASK_CONFIG__</script>'
)

#: Takes the application's own word for how far it can be frozen.
FREEZER = """
import { readFileSync, writeFileSync } from "node:fs";
const [folder] = process.argv.slice(2);
const { assets, application, title } = JSON.parse(readFileSync(`${folder}/manifest.json`));
const fetched = assets.filter((asset) => asset.instead_of === undefined);
const contents = fetched.map(({ path }) => readFileSync(`${folder}/${path}`, "latin1"));
if (title === "never comes up") setInterval(() => {}, 1000);
else if (title === "crashes Node") throw new Error("crashed");
else if (application.spec.includes("frozen")) {
  writeFileSync(`${folder}/change.bin`, `of ${contents.find((text) => text.startsWith("memory"))}`);
  writeFileSync(`${folder}/outcome.json`, '{"holds": "modules", "because": "it read the clock"}');
} else writeFileSync(`${folder}/outcome.json`, '{"holds": "framework"}');
"""

FILES: dict[str, tuple[str, bytes]] = {
    "pyodide.mjs": ("loader", b"export function loadPyodide() {}\n"),
    "pyodide.asm.mjs": ("engine", b"export default function create() {}\n"),
    "pyodide.asm.wasm": ("wasm", b"\0asm\1\0\0\0"),
    "pyodide.rest.bin": ("wasm-rest", b"the rest of it"),
    "pyodide.data.bin": ("wasm-data", b"what it begins with"),
    "pyodide-full.asm.mjs": ("engine-full", b"export default function createFull() {}\n"),
    "pyodide-full.asm.wasm": ("wasm-full", b"\0asm\1\0\0\0\0\1\0"),
    "memory-1.bin": ("memory-1", b"memory with json"),
    "memory-2.bin": ("memory-2", b" and hipflask"),
    "stdlib.zip": ("stdlib", b"PK json, csv"),
    "stdlib-rest.zip": ("stdlib-rest", b"PK csv"),
    "packages.zip": ("packages", b"PK hipflask, werkzeug.test"),
    "packages-rest.zip": ("packages-rest", b"PK werkzeug.test"),
    "pyodide-lock.json": ("lock", json.dumps(LOCK).encode()),
    "worker.js": ("worker", b"export function startWorker() {}\n"),
    "unpacker.js": ("unpacker", b"startUnpacker(self);\n"),
    "freeze-application.mjs": ("freezer", FREEZER.encode()),
    "boot.html": ("boot", BOOT.encode()),
    "tools.html": ("tools", b"<!doctype html><title>Tools of __HIPFLASK_TITLE__</title>"),
}


#: What compresses the files of a role in the packaging, and its suffix.
PACKED: dict[str, tuple[t.Callable[[bytes], bytes], str]] = {
    "wasm-data": (gzip.compress, ".gz"),
    "memory-1": (lzma.compress, ".xz"),
    "memory-2": (lzma.compress, ".xz"),
    "stdlib": (gzip.compress, ".gz"),
    "stdlib-rest": (lzma.compress, ".xz"),
    "packages": (gzip.compress, ".gz"),
    "packages-rest": (lzma.compress, ".xz"),
}


def facts(content: bytes) -> dict[str, t.Any]:
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def write_runtime(folder: Path, files: dict[str, tuple[str, bytes]] = FILES) -> Path:
    """Write a runtime as the packaging does, of small files."""
    folder.mkdir(parents=True, exist_ok=True)
    listing = {}
    for name, (role, content) in files.items():
        listing[name] = {"role": role, **facts(content)}
        file = name
        if role in PACKED:
            compress, suffix = PACKED[role]
            content = compress(content)
            file += suffix
            listing[name] |= {"packed": facts(content), "file": file}
        (folder / file).write_bytes(content)
    record = {
        "pyodide": "314.0.7",
        "python": "3.14.2",
        "framework_digest": framework_digest(Path(hipflask.__file__).parent),
        "files": listing,
    }
    (folder / "runtime.json").write_text(json.dumps(record))
    return folder


@pytest.fixture
def runtime_files() -> dict[str, tuple[str, bytes]]:
    """The files of the small runtime: name → role and content."""
    return dict(FILES)


@pytest.fixture
def make_runtime(tmp_path: Path) -> t.Callable[[dict[str, tuple[str, bytes]]], Path]:
    """Writes a runtime of given files, and returns its folder."""
    return lambda files: write_runtime(tmp_path / "made-runtime", files)


@pytest.fixture
def runtime(tmp_path: Path) -> Runtime:
    return load_runtime(write_runtime(tmp_path / "runtime"))


@dataclass(frozen=True)
class App:
    """An application on disk, as discovery would describe it."""

    root: Path
    top: Path
    module: str
    spec: str
    installed: bool = False


def write_files(folder: Path, files: t.Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.fixture
def package(tmp_path: Path) -> App:
    """A package with a template, a stylesheet and what must stay private."""
    root = write_files(
        tmp_path / "project",
        {
            "guest_book/__init__.py": "def create_app(): ...\n",
            "guest_book/views.py": "PAGES = 3\n",
            "guest_book/templates/index.html": "<h1>Guests</h1>\n",
            "guest_book/static/style.css": "h1 { color: teal }\n",
            "guest_book/.env": "SECRET_KEY=hunter2\n",
            "guest_book/__pycache__/views.cpython-311.pyc": "",
            "guest_book/stale.pyc": "",
            "instance/guests.sqlite": "private\n",
            "data/seed.csv": "a,b\n",
            "data/other.csv": "a,b\n",
            "setup_helper.py": "",
        },
    )
    return App(root, root / "guest_book", "guest_book", "guest_book:create_app()")


@pytest.fixture
def module(tmp_path: Path) -> App:
    """A single module with files beside it."""
    root = write_files(
        tmp_path / "hello-world",
        {
            "app.py": "from greetings import hello\n",
            "greetings.py": "hello = 'hello'\n",
            "templates/page.html": "<p>\n",
            ".git/config": "[remote]\n",
            ".env": "TOKEN=1\n",
            ".venv/pyvenv.cfg": "home = /usr\n",
            "env/pyvenv.cfg": "home = /usr\n",
            "env/lib/big.py": "x = 1\n",
            "node_modules/left-pad/index.js": "x\n",
            "instance/data.db": "private\n",
            "dist/hipflask-assets/manifest.json": '{"hipflask": 1}\n',
            "dist/index.html": "old\n",
        },
    )
    return App(root, root / "app.py", "app", "app")
