"""A site: every file of an export, composed in memory before any is written."""

from __future__ import annotations

import hashlib
import posixpath
import typing as t
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from .archive import make_zip, pack, pack_memory
from .digest import framework_digest, framework_files
from .engine import FULL, SLIM, needs_full_engine
from .errors import PackingError
from .freezing import Freezer, Outcome
from .hosts import host_files
from .manifest import APPLICATION_ROOT, Application, Asset, Manifest
from .options import BuildOptions, Found
from .packages import SitePackages
from .packing import MANIFEST_PATH, Rules, Selection, Source, select_files
from .pages import ASSETS_FOLDER, WORKER_SCRIPT, boot_page, tools_page, worker_script
from .pwa import WEB_MANIFEST_PATH, InstallableApp
from .runtime import Runtime, RuntimeAsset

#: Names of modules that say nothing about the application; its folder's name does.
_ANONYMOUS = frozenset({"app", "application", "asgi", "main", "run", "server", "wsgi"})


@dataclass(frozen=True, slots=True)
class Site:
    """An export, ready to be written."""

    manifest: Manifest
    #: Path relative to the site's base → content.
    files: dict[str, bytes]
    selection: Selection
    packages: SitePackages
    #: What came of starting the application; nothing if that was not tried.
    frozen: Outcome | None = None

    def write(self, folder: Path) -> None:
        """Write every file below a folder, which must be new or empty."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def compose_site(
    found: Found,
    options: BuildOptions,
    runtime: Runtime,
    *,
    packages: SitePackages | None = None,
    forbidden: t.Mapping[Path, str] | None = None,
    freezer: Freezer | None = None,
) -> Site:
    """Put a site together.

    :param found: where the application is; it is not imported.
    :param packages: what the site requires besides what the runtime brings.
    :param forbidden: folders that must not be packed, and why.
    :param freezer: starts the application if the site comes with a memory.
    :raise PackingError: when the application's files cannot be collected.
    :raise FreezingError: when the freezer does.
    """
    packages = SitePackages.none(runtime) if packages is None else packages
    source = Source.of(found)
    private = "instance folder: it belongs to this machine"
    closed = {source.root / "instance": private, source.base / "instance": private}
    rules = Rules.parse(options.include, options.exclude, {**closed, **(forbidden or {})})
    selection = select_files(source, rules)
    title = options.title or title_of(found)
    installable = InstallableApp.choose(
        options.pwa_name, options.pwa_color, options.pwa_icon, title
    )
    parts = _collect(runtime, packages, selection)
    has_tools = options.tools or options.debug
    if has_tools:
        page = tools_page(runtime.the("tools").read().decode(), title=title)
        parts.add("tools.html", "tools", page.encode())
    if installable is not None:
        _add_installable(parts, installable)
    manifest = Manifest(
        title=title,
        application=Application(found.spec),
        assets=tuple(parts.assets),
        persist=_durable(options.persist),
        environment=options.environment(),
        debug=options.debug,
        flask_alias=options.flask_alias,
        tools=has_tools,
        live=options.live,
        static_cache=options.static_cache,
    )
    frozen = _freeze(freezer, manifest, parts) if freezer else None
    if frozen is not None and frozen.change is not None:
        parts.add_memory("memory-change.bin", "memory-change", frozen.change)
        manifest = replace(manifest, assets=tuple(parts.assets), frozen=frozen.holds)
    head = "" if installable is None else installable.head()
    manifest, pages = _pages(manifest, runtime.the("boot").read().decode(), head)
    settings = host_files(options.headers, manifest) if options.headers else {}
    files = dict(sorted({**parts.files, **pages, **settings}.items()))
    return Site(manifest, files, selection, packages, frozen)


def _freeze(freezer: Freezer, manifest: Manifest, parts: _Parts) -> Outcome:
    if parts.no_memory:
        return Outcome(because=parts.no_memory)
    return freezer.freeze(manifest, parts.files)


def _collect(runtime: Runtime, packages: SitePackages, selection: Selection) -> _Parts:
    """Gather the assets in the order in which Python is to find its modules."""
    parts = _Parts()
    files = selection.read()
    is_full = needs_full_engine(files, packages)
    for role, played in (FULL if is_full else SLIM).items():
        parts.add_of_runtime(runtime.the(played), role)
    for role in ("loader", "worker", "unpacker"):
        parts.add_of_runtime(runtime.the(role))
    sources = changed_framework(runtime)
    if is_full:
        parts.no_memory = "it needs the whole engine, of which no memory is at hand"
    elif sources is not None:
        parts.no_memory = "the memory at hand is that of another hipflask"
    if not parts.no_memory:
        for half in ("memory-1", "memory-2"):
            parts.add_of_runtime(runtime.the(half), "memory")
        parts.add_rest(runtime, "stdlib")
        parts.add_rest(runtime, "packages")
    else:
        parts.add_of_runtime(runtime.the("stdlib"))
        if sources is not None:
            parts.add_packed("framework.zip", "framework", sources)
        parts.add_of_runtime(runtime.the("packages"))
    for package in packages.packages:
        archive = package.archive
        parts.add_packed(f"{package.name}.zip", "packages", archive, unpack=package.unpack)
    parts.add_packed("app.zip", "application", make_zip(files, compress=False))
    parts.keep("pyodide-lock.json", packages.lock)
    return parts


def _add_installable(parts: _Parts, installable: InstallableApp) -> None:
    for icon in installable.icons:
        parts.add(f"icon.{icon.kind}", "icon", icon.content)
    names = [PurePosixPath(asset.path).name for asset in parts.assets if asset.role == "icon"]
    parts.add_at(WEB_MANIFEST_PATH, "web-manifest", installable.web_manifest(names))


def _pages(manifest: Manifest, template: str, head: str) -> tuple[Manifest, dict[str, bytes]]:
    """Compose the boot page, ``sw.js`` and the final manifest.

    The boot page tells the build, and the build depends on the boot page; so the build is
    taken over a page that does not tell it yet.
    """

    def with_page(page: bytes, build: str) -> Manifest:
        boot = Asset("index.html", "boot", len(page), hashlib.sha256(page).hexdigest())
        return replace(manifest, assets=(*manifest.assets, boot), build=build)

    def page(build: str, head: str = head) -> bytes:
        return boot_page(template, title=manifest.title, build=build, head=head).encode()

    build = with_page(page(""), "").identified().build
    final = with_page(page(build), build)
    return final, {
        "index.html": page(build),
        # At any depth, where the links of the head lead nowhere.
        "404.html": page(build, head=""),
        WORKER_SCRIPT: worker_script(final).encode(),
        MANIFEST_PATH: (final.to_json(indent=2) + "\n").encode(),
    }


class _Parts:
    """The assets of a site, each under a name that tells its content."""

    def __init__(self) -> None:
        self.assets: list[Asset] = []
        self.files: dict[str, bytes] = {}
        #: Why there is no memory of Python's among them; empty if there is one.
        self.no_memory = ""

    def add(self, name: str, role: str, content: bytes) -> None:
        """Add an asset that the worker fetches as it is, for the host may compress it."""
        self.add_at(self.keep(name, content), role, content)

    def add_at(self, path: str, role: str, content: bytes) -> None:
        """Add an asset at a path that stays the same."""
        self.files[path] = content
        sha256 = hashlib.sha256(content).hexdigest()
        self.assets.append(Asset(path, role, len(content), sha256))

    def add_packed(self, name: str, role: str, content: bytes, *, unpack: bool = False) -> None:
        """Add an archive that the worker fetches compressed, for hosts do not compress those."""
        packed = pack(content)
        path = self.keep(f"{name}.gz", packed)
        sha256 = hashlib.sha256(content).hexdigest()
        self.assets.append(Asset(path, role, len(content), sha256, unpack, len(packed)))

    def add_memory(self, name: str, role: str, content: bytes) -> None:
        """Add what is of a memory, compressed as well as the runtime's is."""
        packed = pack_memory(content)
        path = self.keep(f"{name}.xz", packed)
        sha256 = hashlib.sha256(content).hexdigest()
        self.assets.append(Asset(path, role, len(content), sha256, packed=len(packed)))

    def add_of_runtime(self, asset: RuntimeAsset, role: str = "", *, instead_of: str = "") -> str:
        """Add an asset of the runtime as the runtime has it, compressed or not.

        :param role: by default its role in the runtime.
        :return: its path.
        """
        content = asset.path.read_bytes()
        path = self.keep(asset.path.name, content)
        packed = len(content) if asset.packed else 0
        role = role or asset.role
        self.assets.append(
            Asset(path, role, asset.size, asset.sha256, packed=packed, instead_of=instead_of)
        )
        return path

    def add_rest(self, runtime: Runtime, role: str) -> None:
        """Add an archive without what is in the memory, and the whole one in case of need."""
        rest = self.add_of_runtime(runtime.the(f"{role}-rest"), role)
        self.add_of_runtime(runtime.the(role), instead_of=rest)

    def keep(self, name: str, content: bytes) -> str:
        """Add a file under its hashed name, and return its path."""
        unpacked = PurePosixPath(name.removesuffix(".gz").removesuffix(".xz"))
        suffix = name.removeprefix(unpacked.stem)
        digest = hashlib.sha256(content).hexdigest()[:12]
        path = f"{ASSETS_FOLDER}{unpacked.stem}-{digest}{suffix}"
        self.files[path] = content
        return path


def changed_framework(runtime: Runtime) -> bytes | None:
    """Return an archive of hipflask's sources when the runtime was made from others.

    So a checkout's changes run in the browser without making the runtime anew.
    """
    package = Path(__file__).resolve().parent.parent
    if framework_digest(package) == runtime.framework_digest:
        return None
    sources = {name: path.read_bytes() for name, path in framework_files(package)}
    return make_zip(sources, compress=False)


def title_of(found: Found) -> str:
    """Return a title for an application from its name: ``guest_book`` → ``Guest Book``."""
    top = found.module.partition(".")[0]
    name = found.root.resolve().name if top in _ANONYMOUS else top
    words = name.replace("_", " ").replace("-", " ").replace(".", " ").split()
    return " ".join(word[:1].upper() + word[1:] for word in words) or "Application"


def _durable(persist: t.Iterable[str]) -> tuple[str, ...]:
    """Return the folders that last, absolute: ``instance`` and those that the user named."""
    folders = [f"{APPLICATION_ROOT}/instance"]
    for folder in persist:
        path = posixpath.normpath(posixpath.join(APPLICATION_ROOT, folder.replace("\\", "/")))
        if path == APPLICATION_ROOT or APPLICATION_ROOT.startswith(path.rstrip("/") + "/"):
            raise PackingError(
                f"--persist {folder} would cover the application's own files.",
                "Name a folder for data only, such as 'data' or '/var/data'.",
            )
        if path not in folders:
            folders.append(path)
    return tuple(folders)
