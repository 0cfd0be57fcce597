"""One application, served natively or exported to static files."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
import typing as t
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hipflask.builder.serving import open_server
from hipflask.builder.static_server import StaticSite

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"

Mode = t.Literal["native", "export", "export-below-a-path"]
MODES: tuple[Mode, ...] = t.get_args(Mode)

#: Where an export appears in each mode.
BASE_PATHS = {"export": "/", "export-below-a-path": "/sub/path/"}


@dataclass
class Site:
    """A site that answers at :attr:`url`, which ends with a slash."""

    url: str
    mode: Mode
    #: Ends the server; an exported site goes on to work without it.
    stop: t.Callable[[], None] = field(repr=False)

    @property
    def exported(self) -> bool:
        return self.mode != "native"


def copy_application(source: Path, folder: Path) -> Path:
    """Copy an application to where it may write, without what it has written here."""
    ignored = shutil.ignore_patterns("instance", "__pycache__")
    target = folder / source.name
    if source.is_dir():
        shutil.copytree(source, target, ignore=ignored)
    else:
        shutil.copy(source, target)
    return target


def export_application(source: Path, folder: Path, *options: str) -> Path:
    """Build an application with the command that users have, and return the export."""
    target = folder / "dist"
    command = [sys.executable, "-m", "hipflask", "build", "--app", str(source), *options]
    built = subprocess.run([*command, str(target)], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return target


@contextmanager
def serve_export(export: Path, mode: Mode) -> Iterator[Site]:
    """Serve an export as a static host does."""
    base = BASE_PATHS[mode]
    server = open_server(StaticSite(export, base), "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    stopped = threading.Event()

    def stop() -> None:
        if not stopped.is_set():
            stopped.set()
            server.shutdown()
            thread.join()
            server.server_close()

    try:
        yield Site(f"http://127.0.0.1:{server.port}{base}", mode, stop)
    finally:
        stop()


@contextmanager
def run_application(source: Path, *options: str) -> Iterator[Site]:
    """Serve an application with ``hipflask run`` in a process of its own."""
    run = [sys.executable, "-m", "hipflask", "run", "--app", str(source), "--port", "0"]
    command = [*run, *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    output: list[str] = []
    url = None
    for line in process.stdout:
        output.append(line)
        found = re.search(r"(?:Running on|Serving at) (http://\S+)", line)
        if found:
            url = found[1].rstrip("/") + "/"
            break
    # A pipe that nobody reads would fill up and block the server.
    drain = threading.Thread(target=process.stdout.read, daemon=True)
    drain.start()

    def stop() -> None:
        process.terminate()
        process.wait()
        drain.join()

    try:
        assert url is not None, "".join(output)
        yield Site(url, "export" if "--browser" in options else "native", stop)
    finally:
        stop()
        process.stdout.close()
