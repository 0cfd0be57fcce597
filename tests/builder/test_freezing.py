"""Applications that are started when their sites are built."""

from __future__ import annotations

import json
import typing as t
from dataclasses import replace
from pathlib import Path

import pytest

from hipflask.builder import BuildOptions, build_site, format_report, freezing
from hipflask.builder.archive import unpack
from hipflask.builder.errors import FreezingError
from hipflask.builder.options import Found
from hipflask.builder.runtime import Runtime
from hipflask.builder.site import Site

Build = t.Callable[..., Site]


@pytest.fixture
def build(package: Found, runtime: Runtime, tmp_path: Path) -> Build:
    """Build the application; the small runtime's freezer goes by the name of its factory."""

    def build(spec: str = "guest_book:frozen", **choices: t.Any) -> Site:
        found = t.cast("Found", replace(t.cast("t.Any", package), spec=spec))
        return build_site(found, BuildOptions(**choices), tmp_path / "site", runtime=runtime)

    return build


def told(site: Site) -> dict[str, t.Any]:
    manifest: dict[str, t.Any] = json.loads(site.files["hipflask-assets/manifest.json"])
    return manifest


def change_of(site: Site) -> dict[str, t.Any] | None:
    return next((one for one in told(site)["assets"] if one["role"] == "memory-change"), None)


def test_a_site_comes_with_what_starting_the_application_has_changed(build: Build) -> None:
    site = build()
    assert told(site)["frozen"] == "modules"
    assert site.frozen is not None
    # The freezer finds the contents as a browser has them.
    assert site.frozen.change == b"of memory with json"
    change = change_of(site)
    assert change is not None
    assert change["bytes"] == len(site.frozen.change)
    assert change["packed"] == len(site.files[change["path"]])
    assert unpack(change["path"], site.files[change["path"]]) == site.frozen.change
    assert change["path"] in site.files["sw.js"].decode()


def test_the_report_tells_how_far_it_came_and_why_no_further(build: Build) -> None:
    report = format_report(build()).splitlines()
    assert any(line.startswith("Application, imported ") for line in report)
    assert report[-1] == (
        "The site comes with the application imported; it is made in each browser:"
        " it read the clock."
    )


def test_what_could_not_be_frozen_leaves_the_site_as_it_was(build: Build) -> None:
    site = build("guest_book:create_app()")
    assert "frozen" not in told(site)
    assert change_of(site) is None
    plain = build("guest_book:create_app()", freeze=False)
    assert plain.frozen is None
    assert plain.files == site.files
    assert format_report(site).splitlines()[-1] == (
        "Note: the application is imported in each browser."
    )


def test_changed_sources_of_hipflask_have_no_memory_to_freeze_in(
    package: Found, runtime: Runtime, tmp_path: Path
) -> None:
    stale = replace(runtime, framework_digest="0" * 64)
    found = t.cast("Found", replace(t.cast("t.Any", package), spec="guest_book:frozen"))
    site = build_site(found, BuildOptions(), tmp_path / "site", runtime=stale)
    assert site.frozen is not None
    assert (site.frozen.holds, site.frozen.change) == ("framework", None)
    assert "another hipflask" in site.frozen.because


def test_native_code_has_no_memory_to_freeze_in(build: Build, package: Found) -> None:
    (package.root / "guest_book" / "fast.so").write_bytes(b"\0asm")
    assert format_report(build()).splitlines()[-1] == (
        "Note: the application is imported in each browser:"
        " it needs the whole engine, of which no memory is at hand."
    )


def test_what_fails_in_node_is_told(build: Build) -> None:
    with pytest.raises(FreezingError, match="crashed") as caught:
        build(title="crashes Node", freeze=True)
    assert "--no-freeze" in caught.value.hint


def test_an_application_that_never_comes_up_is_given_up(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "_SECONDS", 1)
    with pytest.raises(FreezingError, match="did not start within 1 seconds") as caught:
        build(title="never comes up", freeze=True)
    assert "--no-freeze" in caught.value.hint


def test_where_nobody_asked_for_it_the_site_is_built_without(build: Build) -> None:
    site = build(title="crashes Node")
    assert change_of(site) is None
    report = format_report(site).splitlines()
    start = next(i for i, line in enumerate(report) if line.startswith("Warning: the application"))
    assert any("crashed" in line for line in report[start:])


def test_without_node_only_who_asks_for_it_is_told(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "has_node", lambda: False)
    monkeypatch.setattr("hipflask.builder.build.has_node", lambda: False)
    assert build().frozen is None
    with pytest.raises(FreezingError) as caught:
        build(freeze=True)
    assert "pip install 'hipflask[freeze]'" in caught.value.hint
