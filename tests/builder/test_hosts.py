"""What is written for each static host."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hipflask.builder import BuildOptions, Site, compose_site
from hipflask.builder.destination import replace_site
from hipflask.builder.hosts import HOSTS
from hipflask.builder.options import Found
from hipflask.builder.runtime import Runtime
from hipflask.cli.build import build_command

IMMUTABLE = "public, max-age=31536000, immutable"
SVG = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'/>"


def build(package: Found, runtime: Runtime, host: str) -> Site:
    icon = package.root / "icon.svg"
    icon.write_text(SVG)
    return compose_site(package, BuildOptions(headers=host, pwa_icon=(icon,)), runtime)


def settings(site: Site, package: Found, runtime: Runtime) -> dict[str, str]:
    """The files of a site that a build for no host in particular lacks."""
    icon = package.root / "icon.svg"
    plain = compose_site(package, BuildOptions(pwa_icon=(icon,)), runtime).files
    return {name: site.files[name].decode() for name in site.files.keys() - plain.keys()}


def test_the_command_offers_all_hosts() -> None:
    [option] = [option for option in build_command.params if option.name == "headers"]
    assert tuple(option.type.choices) == HOSTS  # type: ignore[attr-defined]


@pytest.mark.parametrize("host", ["netlify", "cloudflare"])
def test_each_file_has_one_rule(package: Found, runtime: Runtime, host: str) -> None:
    site = build(package, runtime, host)
    [(name, text)] = settings(site, package, runtime).items()
    assert name == "_headers"
    rules = re.findall(r"^/(.*)\n  Cache-Control: (.*)$", text, re.MULTILINE)
    assert len(rules) * 2 == len(text.splitlines())
    assert len(dict(rules)) == len(rules)
    asked = {path for path, value in rules if value == "no-cache"}
    kept = {path for path, value in rules if value == IMMUTABLE}
    assert asked == {
        *("", "index.html", "404.html", "sw.js"),
        *("hipflask-assets/manifest.json", "hipflask-assets/app.webmanifest"),
    }
    assert kept == {
        asset.path for asset in site.manifest.assets if re.search("-[0-9a-f]{12}", asset.path)
    }


def test_github_is_told_to_leave_the_files_alone(package: Found, runtime: Runtime) -> None:
    site = build(package, runtime, "github")
    assert settings(site, package, runtime) == {".nojekyll": ""}


def test_nginx_gets_a_configuration(package: Found, runtime: Runtime) -> None:
    site = build(package, runtime, "nginx")
    [(name, text)] = settings(site, package, runtime).items()
    assert name == "nginx.conf"
    blocks = re.findall(r"^location ([^{\n]+) \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL)
    locations = dict(blocks)
    caching = {
        path: values[0]
        for path, body in locations.items()
        if (values := re.findall(r'add_header Cache-Control "(.+)"', body))
    }
    assert caching == {
        "/": "no-cache",
        "/hipflask-assets/": IMMUTABLE,
        "= /hipflask-assets/manifest.json": "no-cache",
        "= /hipflask-assets/app.webmanifest": "no-cache",
    }
    assert "return 404" in locations["= /nginx.conf"]
    assert "text/javascript js mjs;" in locations["/hipflask-assets/"]
    assert re.search(r"^error_page 404 /404\.html;$", text, re.MULTILINE)
    assert re.search(r"^gzip on;$", text, re.MULTILINE)
    assert text.count("{") == text.count("}")


def test_settings_replace_those_of_the_build_before(
    package: Found, runtime: Runtime, tmp_path: Path
) -> None:
    destination = tmp_path / "out"
    for content in ("1", "2"):
        (package.root / "guest_book" / "new.txt").write_text(content)
        site = build(package, runtime, "netlify")
        replace_site(site, destination)
        assert (destination / "_headers").read_bytes() == site.files["_headers"]
