"""``hipflask run --browser``: the application in the browser, built anew on every save."""

from __future__ import annotations

import contextlib
import shutil
import signal
import tempfile
import threading
import typing as t
from pathlib import Path

import click

from hipflask.cli.discovery import find_application

from .errors import BuildError
from .live_site import LiveSite
from .options import BuildOptions, Found
from .packages import SitePackages
from .packing import Rules, Source
from .requirements import Wanted, project_files, wanted_by
from .resolve import packages_for
from .runtime import Runtime, load_runtime
from .serving import open_server, url_of
from .site import Site, compose_site
from .watching import SourceWatch


def run_browser(
    *,
    spec: str | None = None,
    host: str = "127.0.0.1",
    port: int = 5000,
    debug: bool = False,
    reload: bool | None = None,
    base_path: str = "/",
    **choices: t.Any,
) -> None:
    """Build an application, serve the site, and build it anew when a source file changes.

    A build that fails prints why and waits for the next save. Ends with Ctrl-C.

    :param spec: the application as ``--app`` names it.
    :param reload: whether to watch the sources; `None` does.
    :param base_path: the path below which the site appears.
    :param choices: further members of `hipflask.builder.options.BuildOptions`.
    :raise NoAppException: when there is no such application.
    :raise click.ClickException: when the address cannot be used.
    :raise RuntimeAssetsError: when this installation lacks its browser runtime.
    """
    reloading = reload is not False
    options = BuildOptions(debug=debug, live=reloading, static_cache=False, **choices)
    with contextlib.ExitStack() as cleanup:
        cleanup.enter_context(_ended_by_sigterm())
        scratch = cleanup.enter_context(
            tempfile.TemporaryDirectory(prefix="hipflask-", ignore_cleanup_errors=True)
        )
        live = LiveBuild(spec, options, LiveSite(base_path), Path(scratch), load_runtime())
        server = cleanup.enter_context(open_server(live.site, host, port))
        cleanup.callback(live.site.close)
        cleanup.callback(live.stop)
        live.start()
        click.echo(f"Serving at {url_of(server, live.site.base_path)} (Ctrl-C ends it)")
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()


@contextlib.contextmanager
def _ended_by_sigterm() -> t.Iterator[None]:
    """Let SIGTERM end the server as Ctrl-C does, so that nothing is left behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class LiveBuild:
    """Builds an application again and again, and shows each result on a site.

    :param spec: the application as ``--app`` names it.
    :param site: shows the builds.
    :param scratch: a folder to write builds to.
    :raise NoAppException: when there is no such application.
    """

    def __init__(
        self,
        spec: str | None,
        options: BuildOptions,
        site: LiveSite,
        scratch: Path,
        runtime: Runtime,
    ) -> None:
        self.site = site
        self._spec = spec
        self._options = options
        self._scratch = scratch
        self._runtime = runtime
        self._cwd = Path.cwd()
        self._found: Found = find_application(spec, self._cwd)
        self._packages: tuple[Wanted, SitePackages] | None = None
        self._written: list[Path] = []
        self._watch: SourceWatch | None = None
        self._thread: threading.Thread | None = None

    def rebuild(self) -> bool:
        """Build, and show the result or the problem; return whether it succeeded."""
        try:
            self._show(self._compose())
        except (click.ClickException, OSError) as error:
            # An OSError: a file that went away after it was listed, or a full disk.
            problem = str(error)
            if isinstance(error, click.ClickException):
                problem = error.format_message()
            click.secho(f"The build failed: {problem}", fg="red", err=True)
            self.site.report(problem)
            return False
        return True

    def start(self) -> None:
        """Build; and, for a live site, build anew whenever a source changes from now on."""
        if not self._options.live:
            self.rebuild()
            return
        self._watch = SourceWatch(self._found.root)
        self._watch.follow(self._watched())
        self.rebuild()
        self._thread = threading.Thread(target=self._keep_building, args=(self._watch,))
        self._thread.start()

    def stop(self) -> None:
        """Stop watching; a build that is under way ends first."""
        if self._watch is not None:
            self._watch.close()
        if self._thread is not None:
            self._thread.join()

    def _keep_building(self, watch: SourceWatch) -> None:
        while watch.wait():
            # First, so that no change is missed: what happens in a new folder from here on is
            # noticed, and what happened before is read.
            watch.follow(self._watched())
            before = self.site.build
            if self.rebuild() and self.site.build != before:
                click.echo(f"Built anew: {self.site.build}")

    def _compose(self) -> Site:
        self._found = find_application(self._spec, self._cwd)
        wanted = wanted_by(self._found, self._options.requirements, self._cwd)
        if self._packages is None or self._packages[0] != wanted:
            self._packages = (
                wanted,
                packages_for(wanted, self._runtime, flask_alias=self._options.flask_alias),
            )
        return compose_site(self._found, self._options, self._runtime, packages=self._packages[1])

    def _show(self, site: Site) -> None:
        """Write a build to a folder of its own before anyone can see it."""
        folder = self._scratch / site.manifest.build
        if folder in self._written:
            self._written.remove(folder)
        else:
            site.write(folder)
        self._written.append(folder)
        self.site.show(folder, site.manifest.build)
        while len(self._written) > 3:
            shutil.rmtree(self._written.pop(0), ignore_errors=True)

    def _watched(self) -> dict[Path, bool]:
        """Return the folders to watch: what is packed, and where requirements may be told.

        Folders that are never packed, such as virtual environments, may be huge, and a
        recursive watch could not leave them out; so each folder below the first is its own.
        """
        source = Source.of(self._found)
        rules = Rules()
        base = source.root if self._options.include else source.base
        folders = {path.parent: False for path in project_files(self._found)}
        given = (self._cwd / text for text in self._options.requirements)
        folders |= {path.parent: False for path in given if path.is_file()}
        with contextlib.suppress(BuildError):
            wanted = wanted_by(self._found, self._options.requirements, self._cwd)
            folders |= {path.parent: False for path in wanted.files}
        folders[base] = False
        with contextlib.suppress(OSError):
            for child in base.iterdir():
                if child.is_dir() and not child.is_symlink() and not rules.never_folder(child):
                    folders[child] = True
        return folders
