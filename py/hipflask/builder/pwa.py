"""What lets visitors install a site as an app of their device: its web manifest and icons."""

from __future__ import annotations

import html
import json
import re
import struct
import typing as t
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from .errors import InstallabilityError

#: Where a site keeps its web manifest, relative to its base. Pages link to it, so it stays there.
WEB_MANIFEST_PATH = "hipflask-assets/app.webmanifest"

_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_PNG = b"\x89PNG\r\n\x1a\n"
#: What devices want at least, in pixels.
_SMALLEST = 192
_SVG = ("svg", "{http://www.w3.org/2000/svg}svg")
_WHITE = "#ffffff"


@dataclass(frozen=True, slots=True)
class Icon:
    """An icon, read and found fit."""

    #: ``png`` or ``svg``.
    kind: str
    #: As in a web manifest: ``512x512``, or ``any``.
    sizes: str
    content: bytes

    @classmethod
    def read(cls, path: Path) -> Icon:
        """Read an icon.

        :raise InstallabilityError: when it is neither a square PNG of at least 192 pixels nor SVG.
        """
        try:
            content = path.read_bytes()
        except OSError as error:
            raise InstallabilityError(
                f"Cannot read the icon {path}: {error.strerror}.", "Give the path of a PNG or SVG."
            ) from error
        if content.startswith(_PNG) and len(content) >= 24:
            return cls("png", _size_of(content, path), content)
        if _is_svg(content):
            return cls("svg", "any", content)
        raise InstallabilityError(
            f"The icon {path} is neither a PNG nor an SVG.", "Convert it to one of them."
        )

    @property
    def mimetype(self) -> str:
        """Its media type."""
        return "image/png" if self.kind == "png" else "image/svg+xml"


def _size_of(png: bytes, path: Path) -> str:
    """Return a PNG's size out of its first chunk (ISO/IEC 15948 §11.2.2)."""
    width, height = struct.unpack(">II", png[16:24])
    if width != height or width < _SMALLEST:
        raise InstallabilityError(
            f"The icon {path} has {width} by {height} pixels.",
            f"Devices want a square of at least {_SMALLEST}; 512 are best.",
        )
    return f"{width}x{height}"


def _is_svg(content: bytes) -> bool:
    try:
        return ElementTree.fromstring(content).tag in _SVG
    except ElementTree.ParseError:
        return False


@dataclass(frozen=True, slots=True)
class InstallableApp:
    """How a site looks as an app of a device."""

    name: str
    color: str
    icons: tuple[Icon, ...]

    @classmethod
    def choose(
        cls, name: str | None, color: str | None, icons: t.Sequence[Path], title: str
    ) -> InstallableApp | None:
        """Take the user's choices, or return `None` if there are none.

        :param title: the site's title, the name by default.
        :raise InstallabilityError: when they are not enough, or not fit.
        """
        if name is None and color is None and not icons:
            return None
        if not icons:
            raise InstallabilityError(
                "An app that can be installed needs an icon.",
                "Give a square PNG of at least 192 pixels, or an SVG: --pwa-icon FILE",
            )
        if color is not None and not _COLOR.fullmatch(color):
            raise InstallabilityError(
                f"{color!r} is no colour that a web manifest takes.", "Write it as '#b45309'."
            )
        return cls(name or title, color or _WHITE, tuple(map(Icon.read, icons)))

    def web_manifest(self, icon_paths: t.Sequence[str]) -> bytes:
        """Return the web manifest (W3C Web Application Manifest).

        :param icon_paths: where the icons lie, relative to the web manifest.
        """
        manifest = {
            "name": self.name,
            "short_name": self.name,
            "start_url": "../",
            "scope": "../",
            "display": "standalone",
            "theme_color": self.color,
            "background_color": self.color,
            "icons": [
                {"src": path, "sizes": icon.sizes, "type": icon.mimetype}
                for path, icon in zip(icon_paths, self.icons, strict=True)
            ],
        }
        return (json.dumps(manifest, indent=2) + "\n").encode()

    def head(self) -> str:
        """Return the elements for a page's head at the site's base."""
        return (
            f'<link rel="manifest" href="{WEB_MANIFEST_PATH}">'
            f'<meta name="theme-color" content="{html.escape(self.color)}">'
        )
