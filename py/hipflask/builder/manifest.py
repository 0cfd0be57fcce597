"""The manifest of a site: what it consists of and how its application is started."""

from __future__ import annotations

import hashlib
import json
import typing as t
from dataclasses import asdict, dataclass, field, replace

#: Version of the manifest's format; the key ``hipflask`` of the JSON object.
FORMAT = 1
#: Where the application's files are unpacked in the browser.
APPLICATION_ROOT = "/app"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of a site that the worker fetches."""

    #: Relative to the site's base, with ``/``.
    path: str
    #: What the worker does with it: ``loader``, ``engine``, ``wasm``, ``wasm-rest``,
    #: ``wasm-data``, ``memory``, ``memory-change``, ``stdlib``, ``framework``, ``packages``,
    #: ``application``, ``worker``, ``unpacker``, ``boot``, ``tools``, ``icon`` or ``web-manifest``.
    role: str
    #: Size of the content in bytes.
    bytes: int
    #: SHA-256 of the content in hex.
    sha256: str
    #: Whether a zip of packages is unpacked in the browser instead of imported from; the JSON
    #: object has the key only if it is.
    unpack: bool = False
    #: Size in bytes of the file, if that is the content compressed with gzip or xz, whatever the
    #: host does with it; 0 if the file is the content itself, and the JSON object lacks the key.
    packed: int = 0
    #: Path of the asset in whose place it is fetched by a browser that can't restore the site's
    #: memory; empty for what all fetch, and then the JSON object lacks the key.
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """How the application is found in the browser."""

    #: ``module``, ``module:name`` or ``module:factory()``, relative to the root.
    spec: str
    #: The folder that holds its files, is on ``sys.path`` and the working directory.
    root: str = APPLICATION_ROOT


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that the worker and the boot page know about a site."""

    title: str
    application: Application
    assets: tuple[Asset, ...]
    #: Folders in the browser whose content lasts.
    persist: tuple[str, ...] = (f"{APPLICATION_ROOT}/instance",)
    #: Additions to ``os.environ``.
    environment: dict[str, str] = field(default_factory=dict)
    debug: bool = False
    #: Whether ``import flask`` gives hipflask.
    flask_alias: bool = True
    #: Whether the site has a tools page.
    tools: bool = False
    #: Whether pages reload when the site is built anew.
    live: bool = False
    #: Whether the worker keeps answers that are files of static folders.
    static_cache: bool = True
    #: What is in the memory that the site comes with, if more than hipflask: the application's
    #: ``modules``, or the ``application``; if empty, the JSON object lacks the key.
    frozen: str = ""
    #: Digest over everything else, 16 hexadecimal digits; see `identified`.
    build: str = ""

    @property
    def replaced(self) -> tuple[str, ...]:
        """Paths of assets that the next build puts something else at."""
        return tuple(asset.path for asset in self.assets if asset.role == "web-manifest")

    def to_dict(self) -> dict[str, t.Any]:
        """Return the JSON object, with its keys in the order of the format."""
        members = asdict(self)
        for asset in members["assets"]:
            for key in ("unpack", "packed", "instead_of"):
                if not asset[key]:
                    del asset[key]
        if not self.frozen:
            del members["frozen"]
        return {"hipflask": FORMAT, "build": members.pop("build"), **members}

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the manifest as JSON text."""
        return json.dumps(self.to_dict(), indent=indent)

    def identified(self) -> Manifest:
        """Return the manifest with ``build`` set to the digest over all its other members."""
        anonymous = replace(self, build="").to_json()
        return replace(self, build=hashlib.sha256(anonymous.encode()).hexdigest()[:16])


def is_manifest(text: str | bytes) -> bool:
    """Tell whether a file's content is the manifest of a site, of any version of the format."""
    try:
        data = json.loads(text)
    except ValueError:
        return False
    return isinstance(data, dict) and isinstance(data.get("hipflask"), int)
