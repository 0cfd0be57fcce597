"""Builds and serves sites: an application as static files that run in the browser."""

from .build import build_site
from .errors import BuildError
from .manifest import Manifest
from .options import BuildOptions
from .preview import preview_site
from .report import format_report
from .site import Site, compose_site
from .static_server import StaticSite

__all__ = [
    "BuildError",
    "BuildOptions",
    "Manifest",
    "Site",
    "StaticSite",
    "build_site",
    "compose_site",
    "format_report",
    "preview_site",
]
