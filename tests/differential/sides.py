"""The probe application, served natively and as an export, and another origin beside both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.sites import (
    Mode,
    copy_application,
    export_application,
    run_application,
    serve_export,
)

PROBE = Path(__file__).parent / "probe"


@dataclass(frozen=True)
class Sides:
    """Where to find the two that must be alike; each URL ends with a slash."""

    native: str
    export: str
    #: Another origin, without a final slash: the probe again, served natively.
    elsewhere: str


@contextmanager
def open_sides(folder: Path) -> Iterator[dict[str, Sides]]:
    """Serve the probe in all ways.

    :param folder: an empty one.
    :returns: both sides for each path below which they are mounted.
    """
    source = copy_application(PROBE, folder)
    export = export_application(source, folder)
    with ExitStack() as stack:

        def native(app: Path) -> str:
            return stack.enter_context(run_application(app)).url

        def exported(mode: Mode) -> str:
            return stack.enter_context(serve_export(export, mode)).url

        # To a browser another name is another site, and so are its cookies.
        elsewhere = native(source).replace("127.0.0.1", "localhost").rstrip("/")
        below = native(source / "below.py")
        yield {
            "/": Sides(native(source), exported("export"), elsewhere),
            "/sub/path/": Sides(f"{below}sub/path/", exported("export-below-a-path"), elsewhere),
        }
