from __future__ import annotations

import gzip
import hashlib
import html
import io
import json
import lzma
import os
import re
import typing as t
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from hipflask.builder import BuildOptions, Site, compose_site
from hipflask.builder.errors import PackingError
from hipflask.builder.options import Found
from hipflask.builder.packages import SitePackage, SitePackages
from hipflask.builder.runtime import Runtime


def manifest_of(site: Site) -> dict[str, t.Any]:
    manifest: dict[str, t.Any] = json.loads(site.files["hipflask-assets/manifest.json"])
    return manifest


def asset(site: Site, role: str) -> bytes:
    paths = [entry["path"] for entry in manifest_of(site)["assets"] if entry["role"] == role]
    assert len(paths) == 1
    return content_of(site, paths[0])


def content_of(site: Site, path: str) -> bytes:
    """What the worker gets from a file."""
    content = site.files[path]
    if path.endswith(".xz"):
        return lzma.decompress(content)
    return gzip.decompress(content) if path.endswith(".gz") else content


def python_of(site: Site) -> list[tuple[str, bytes, bytes | None]]:
    """What Python is to import: role, content, and the content that it may take the place of."""
    roles = ("memory", "stdlib", "framework", "packages")
    return [
        (
            entry["role"],
            content_of(site, entry["path"]),
            content_of(site, entry["instead_of"]) if "instead_of" in entry else None,
        )
        for entry in manifest_of(site)["assets"]
        if entry["role"] in roles
    ]


def test_the_manifest_tells_how_to_start(package: Found, runtime: Runtime) -> None:
    manifest = manifest_of(compose_site(package, BuildOptions(), runtime))
    assert manifest["hipflask"] == 1
    assert re.fullmatch("[0-9a-f]{16}", manifest["build"])
    assert manifest["application"] == {"spec": "guest_book:create_app()", "root": "/app"}
    assert manifest["title"] == "Guest Book"
    assert manifest["persist"] == ["/app/instance"]
    assert manifest["environment"] == {}
    assert (manifest["debug"], manifest["flask_alias"], manifest["live"]) == (False, True, False)
    assert manifest["static_cache"] is True


def test_every_asset_is_there_under_a_name_that_tells_its_hash(
    package: Found, runtime: Runtime
) -> None:
    site = compose_site(package, BuildOptions(), runtime)
    for entry in manifest_of(site)["assets"]:
        file, content = site.files[entry["path"]], content_of(site, entry["path"])
        sha256 = hashlib.sha256(content).hexdigest()
        assert (entry["bytes"], entry["sha256"]) == (len(content), sha256)
        assert entry.get("packed") == (len(file) if file != content else None)
        name = hashlib.sha256(file).hexdigest()[:12]
        assert entry["path"] == "index.html" or f"-{name}." in entry["path"]
    roles = [entry["role"] for entry in manifest_of(site)["assets"]]
    assert sorted(roles) == sorted(
        [
            *(
                "loader",
                "engine",
                "wasm",
                "wasm-rest",
                "wasm-data",
                "memory",
                "memory",
                "stdlib",
                "stdlib",
            ),
            *("packages", "packages"),
            *("application", "worker", "unpacker", "boot"),
        ]
    )
    assert "hipflask-assets/pyodide.asm-" in str(manifest_of(site)["assets"])


def test_the_application_is_an_archive_of_its_files(package: Found, runtime: Runtime) -> None:
    site = compose_site(package, BuildOptions(), runtime)
    with zipfile.ZipFile(io.BytesIO(asset(site, "application"))) as archive:
        assert archive.testzip() is None
        assert archive.read("guest_book/views.py") == b"PAGES = 3\n"
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any("instance" in name or ".env" in name for name in archive.namelist())


def test_the_worker_script_composes_the_modules_with_the_manifest(
    package: Found, runtime: Runtime
) -> None:
    site = compose_site(package, BuildOptions(), runtime)
    script = site.files["sw.js"].decode()
    imported = re.findall(r'from "\./(.+?)";', script)
    assert [site.files[path] for path in imported] == [
        asset(site, role) for role in ("loader", "engine", "worker")
    ]
    call = re.search(
        r"^startWorker\(\{ loadPyodide, createPyodideModule \}, (\{.*\})\);$",
        script,
        re.DOTALL | re.MULTILINE,
    )
    assert call is not None
    assert json.loads(call[1]) == manifest_of(site)


@pytest.mark.parametrize(
    "title", ["Plain", '</script><script>alert("1")</script>&amp;', "__HIPFLASK_CONFIG__", "Größe"]
)
def test_the_boot_page_is_filled_in_whatever_the_title(
    package: Found, runtime: Runtime, title: str
) -> None:
    site = compose_site(package, BuildOptions(title=title), runtime)
    page = site.files["index.html"].decode()
    assert site.files["404.html"] == site.files["index.html"]
    parts = re.fullmatch(
        r"<!doctype html><title>(?P<title>[^<]*)</title>"
        r'<script type="application/json" id="hipflask-config">(?P<config>[^<]*)</script>',
        page,
    )
    assert parts is not None
    assert html.unescape(parts["title"]) == title
    assert json.loads(parts["config"]) == {
        "build": manifest_of(site)["build"],
        "title": title,
        "assets": "hipflask-assets/",
        "worker": "sw.js",
    }


def test_the_same_inputs_make_the_same_bytes(package: Found, runtime: Runtime) -> None:
    first = compose_site(package, BuildOptions(), runtime)
    for path in package.root.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        path.chmod(0o755)
    assert compose_site(package, BuildOptions(), runtime).files == first.files


def test_any_difference_makes_another_build(package: Found, runtime: Runtime) -> None:
    variants = [
        BuildOptions(),
        BuildOptions(title="Other"),
        BuildOptions(debug=True),
        BuildOptions(flask_alias=False),
        BuildOptions(persist=("data",)),
        BuildOptions(live=True),
        BuildOptions(static_cache=False),
        BuildOptions(exclude=("*.css",)),
    ]
    builds = {compose_site(package, options, runtime).manifest.build for options in variants}
    boot = runtime.the("boot")
    boot.path.write_text(boot.path.read_text() + "<!-- changed -->")
    builds.add(compose_site(package, BuildOptions(), runtime).manifest.build)
    assert len(builds) == len(variants) + 1


def test_debug_reaches_the_environment(package: Found, runtime: Runtime) -> None:
    manifest = manifest_of(compose_site(package, BuildOptions(debug=True), runtime))
    assert manifest["debug"] is True
    assert manifest["environment"] == {"FLASK_DEBUG": "1"}


def test_tools_come_only_where_they_are_wanted(package: Found, runtime: Runtime) -> None:
    plain = manifest_of(compose_site(package, BuildOptions(), runtime))
    assert plain["tools"] is False
    assert "tools" not in [entry["role"] for entry in plain["assets"]]
    for options in (BuildOptions(tools=True), BuildOptions(debug=True)):
        site = compose_site(package, options, runtime)
        assert manifest_of(site)["tools"] is True
        assert asset(site, "tools") == b"<!doctype html><title>Tools of Guest Book</title>"


def test_limits_reach_the_environment(package: Found, runtime: Runtime) -> None:
    options = BuildOptions(concurrency=3, time_limit=0.5)
    environment = manifest_of(compose_site(package, options, runtime))["environment"]
    assert environment == {"HIPFLASK_CONCURRENCY": "3", "HIPFLASK_TIME_LIMIT": "0.5"}


def test_a_device_key_reaches_the_environment(package: Found, runtime: Runtime) -> None:
    options = BuildOptions(device_secret_key=True)
    environment = manifest_of(compose_site(package, options, runtime))["environment"]
    assert environment == {"HIPFLASK_DEVICE_SECRET_KEY": "1"}


def test_further_folders_last(package: Found, runtime: Runtime) -> None:
    options = BuildOptions(persist=("uploads/", "/var/data", "instance"))
    manifest = manifest_of(compose_site(package, options, runtime))
    assert manifest["persist"] == ["/app/instance", "/app/uploads", "/var/data"]


@pytest.mark.parametrize("folder", [".", "..", "/", "/app", "uploads/../.."])
def test_what_lasts_must_not_cover_the_application(
    package: Found, runtime: Runtime, folder: str
) -> None:
    with pytest.raises(PackingError, match="would cover the application's own files"):
        compose_site(package, BuildOptions(persist=(folder,)), runtime)


def test_a_module_without_a_telling_name_is_titled_by_its_folder(
    module: Found, runtime: Runtime
) -> None:
    assert compose_site(module, BuildOptions(), runtime).manifest.title == "Hello World"


def test_the_packages_of_a_site_follow_those_of_the_runtime(
    package: Found, runtime: Runtime
) -> None:
    packages = SitePackages((SitePackage("wtforms", "3.2", b"PK wtforms", 1),), b"{}")
    site = compose_site(package, BuildOptions(), runtime, packages=packages)
    paths = [a["path"] for a in manifest_of(site)["assets"] if a["role"] == "packages"]
    assert [content_of(site, path) for path in paths] == [
        *(runtime.the("packages-rest").read(), runtime.the("packages").read(), b"PK wtforms")
    ]
    # No time stamp (RFC 1952 §2.3.1), so that the same archive makes the same build.
    assert site.files[paths[-1]][4:8] == bytes(4)
    assert [content for path, content in site.files.items() if "lock" in path] == [b"{}"]


def engine_of(site: Site) -> tuple[bytes, bytes]:
    return asset(site, "engine"), asset(site, "wasm")


def test_only_a_site_with_native_code_or_pythonapi_gets_the_full_engine(
    package: Found, runtime: Runtime
) -> None:
    slim = runtime.the("engine").read(), runtime.the("wasm").read()
    full = runtime.the("engine-full").read(), runtime.the("wasm-full").read()
    assert slim != full
    pure = SitePackage("wtforms", "3.2", b"PK wtforms", 1, unpack=True)
    native = SitePackage("numpy", "2.0", b"PK numpy", 1, unpack=True, native=True)
    caller = SitePackage("ducktools", "1.0", b"PK ctypes.pythonapi.PyCell_Set", 1)

    def engine_with(*packages: SitePackage) -> tuple[bytes, bytes]:
        chosen = SitePackages(packages, b"{}")
        return engine_of(compose_site(package, BuildOptions(), runtime, packages=chosen))

    assert engine_with() == slim
    assert engine_with(pure) == slim
    assert engine_with(pure, native) == full
    assert engine_with(pure, caller) == full


@pytest.mark.parametrize(
    ("name", "content"),
    [("fast.so", b"\0asm"), ("cells.py", b"from ctypes import pythonapi\n")],
)
def test_the_application_itself_may_need_the_full_engine(
    package: Found, runtime: Runtime, name: str, content: bytes
) -> None:
    (package.root / "guest_book" / name).write_bytes(content)
    site = compose_site(package, BuildOptions(), runtime)
    assert engine_of(site) == (runtime.the("engine-full").read(), runtime.the("wasm-full").read())


def test_the_engine_is_shipped_as_webassembly(package: Found, runtime: Runtime) -> None:
    site = compose_site(package, BuildOptions(), runtime)
    [entry] = [entry for entry in manifest_of(site)["assets"] if entry["role"] == "wasm"]
    assert entry["path"].endswith(".wasm")
    assert "packed" not in entry
    assert site.files[entry["path"]] == runtime.the("wasm").read()


def test_a_site_comes_with_a_memory_and_the_archives_for_want_of_it(
    package: Found, runtime: Runtime
) -> None:
    rests = {role: runtime.the(f"{role}-rest").read() for role in ("stdlib", "packages")}
    assert python_of(compose_site(package, BuildOptions(), runtime)) == [
        ("memory", runtime.the("memory-1").read(), None),
        ("memory", runtime.the("memory-2").read(), None),
        ("stdlib", rests["stdlib"], None),
        ("stdlib", runtime.the("stdlib").read(), rests["stdlib"]),
        ("packages", rests["packages"], None),
        ("packages", runtime.the("packages").read(), rests["packages"]),
    ]


def test_changed_sources_of_hipflask_have_no_memory(package: Found, runtime: Runtime) -> None:
    stale = replace(runtime, framework_digest="0" * 64)
    site = compose_site(package, BuildOptions(), stale)
    assert python_of(site) == [
        ("stdlib", runtime.the("stdlib").read(), None),
        ("framework", asset(site, "framework"), None),
        ("packages", runtime.the("packages").read(), None),
    ]
    assert not any("memory" in path or "-rest" in path for path in site.files)


def test_native_code_has_no_memory(package: Found, runtime: Runtime) -> None:
    packages = SitePackages((SitePackage("numpy", "2.0", b"PK numpy", 1, True, True),), b"{}")
    site = compose_site(package, BuildOptions(), runtime, packages=packages)
    assert python_of(site) == [
        ("stdlib", runtime.the("stdlib").read(), None),
        ("packages", runtime.the("packages").read(), None),
        ("packages", b"PK numpy", None),
    ]
    assert not any("memory" in path or "-rest" in path for path in site.files)


def test_what_takes_the_place_of_nothing_does_not_say_so(package: Found, runtime: Runtime) -> None:
    site = compose_site(package, BuildOptions(), runtime)
    replaced = {
        entry["role"]: entry["instead_of"]
        for entry in manifest_of(site)["assets"]
        if "instead_of" in entry
    }
    assert replaced.keys() == {"stdlib", "packages"}
    for role, path in replaced.items():
        assert re.fullmatch(rf"hipflask-assets/{role}-rest-[0-9a-f]{{12}}\.zip\.xz", path)


def test_changed_sources_of_hipflask_come_before_the_compiled_ones(
    package: Found, runtime: Runtime
) -> None:
    stale = replace(runtime, framework_digest="0" * 64)
    site = compose_site(package, BuildOptions(), stale)
    roles = [entry["role"] for entry in manifest_of(site)["assets"]]
    assert roles.index("framework") < roles.index("packages")
    with zipfile.ZipFile(io.BytesIO(asset(site, "framework"))) as archive:
        names = archive.namelist()
        assert {member.compress_type for member in archive.infolist()} == {zipfile.ZIP_STORED}
    assert "hipflask/__init__.py" in names
    assert not any(name.startswith(("hipflask/builder", "hipflask/_assets")) for name in names)
    assert not any(name.endswith(".pyc") for name in names)


def test_a_site_is_written_as_it_was_composed(
    package: Found, runtime: Runtime, tmp_path: Path
) -> None:
    site = compose_site(package, BuildOptions(), runtime)
    folder = tmp_path / "out"
    site.write(folder)
    written = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert written == site.files
