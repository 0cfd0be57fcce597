"""Sites that visitors can install."""

from __future__ import annotations

import json
import re
import struct
import typing as t
import zlib
from pathlib import Path

import pytest

from hipflask.builder import BuildOptions, Site, compose_site
from hipflask.builder.errors import InstallabilityError
from hipflask.builder.options import Found
from hipflask.builder.runtime import Runtime

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'/>"


def png(width: int, height: int) -> bytes:
    """A white picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\xff" * width) * height)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", pixels), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.fixture
def build(package: Found, runtime: Runtime, tmp_path: Path) -> t.Callable[..., Site]:
    """Builds a site with icons of given contents."""

    def compose(*icons: bytes, **options: t.Any) -> Site:
        paths = []
        for number, content in enumerate(icons):
            paths.append(tmp_path / f"icon-{number}")
            paths[-1].write_bytes(content)
        return compose_site(package, BuildOptions(pwa_icon=tuple(paths), **options), runtime)

    return compose


def test_the_web_manifest_tells_what_the_user_chose(build: t.Callable[..., Site]) -> None:
    site = build(png(192, 192), SVG, pwa_name='Guests & "Co"', pwa_color="#b45309")
    manifest = json.loads(site.files["hipflask-assets/app.webmanifest"])
    icons = manifest.pop("icons")
    assert manifest == {
        "name": 'Guests & "Co"',
        "short_name": 'Guests & "Co"',
        "display": "standalone",
        "start_url": "../",
        "scope": "../",
        "theme_color": "#b45309",
        "background_color": "#b45309",
    }
    assert [(icon["sizes"], icon["type"]) for icon in icons] == [
        ("192x192", "image/png"),
        ("any", "image/svg+xml"),
    ]
    contents = [site.files[f"hipflask-assets/{icon['src']}"] for icon in icons]
    assert contents == [png(192, 192), SVG]


def test_all_of_it_is_there_offline(build: t.Callable[..., Site]) -> None:
    assets = build(SVG).manifest.assets
    [icon] = (asset.path for asset in assets if asset.role == "icon")
    [manifest] = (asset.path for asset in assets if asset.role == "web-manifest")
    assert re.fullmatch(r"hipflask-assets/icon-[0-9a-f]{12}\.svg", icon)
    assert manifest == "hipflask-assets/app.webmanifest"


def test_the_boot_page_links_to_it_where_links_are_right(build: t.Callable[..., Site]) -> None:
    site = build(SVG, title="Guests", pwa_color="#abc")
    page = site.files["index.html"].decode()
    assert '<link rel="manifest" href="hipflask-assets/app.webmanifest">' in page
    assert '<meta name="theme-color" content="#abc">' in page
    assert b"manifest" not in site.files["404.html"].replace(b"manifest.json", b"")
    assert json.loads(site.files["hipflask-assets/app.webmanifest"])["name"] == "Guests"


def test_without_choices_there_is_none_of_it(build: t.Callable[..., Site]) -> None:
    site = build()
    assert site.files["index.html"] == site.files["404.html"]
    assert not any("webmanifest" in name for name in site.files)


@pytest.mark.parametrize(
    ("icons", "options", "complaint"),
    [
        ([], {"pwa_name": "Guests"}, "needs an icon"),
        ([png(191, 191)], {}, "191 by 191 pixels"),
        ([png(512, 192)], {}, "512 by 192 pixels"),
        ([b"\x89PNG\r\n\x1a\n"], {}, "neither a PNG nor an SVG"),
        ([b"<html/>"], {}, "neither a PNG nor an SVG"),
        ([SVG], {"pwa_color": "brown"}, "'brown' is no colour"),
    ],
)
def test_what_is_not_fit_is_refused(
    build: t.Callable[..., Site], icons: list[bytes], options: dict[str, str], complaint: str
) -> None:
    with pytest.raises(InstallabilityError, match=complaint) as caught:
        build(*icons, **options)
    assert caught.value.hint


def test_a_missing_icon_is_named(package: Found, runtime: Runtime) -> None:
    with pytest.raises(InstallabilityError, match=r"Cannot read the icon nowhere\.png"):
        compose_site(package, BuildOptions(pwa_icon=(Path("nowhere.png"),)), runtime)
