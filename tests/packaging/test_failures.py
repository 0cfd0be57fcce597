"""A build that cannot go on says what failed, shows the tool's words, and says what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from runtime_assets import npm_packages
from runtime_assets.commands import npm, pip
from runtime_assets.errors import AssetsError

#: Nothing listens on the discard port.
DEAD_END = "http://127.0.0.1:9"


def test_pip_without_network() -> None:
    with pytest.raises(AssetsError) as caught:
        pip(
            *("--isolated", "download", "--no-deps", "--retries", "1", "--index-url", DEAD_END),
            "hipflask-no-such-package==1",
            task="Downloading",
        )
    message = str(caught.value)
    assert "Downloading failed (exit status 1)" in message
    assert "The registry could not be reached" in message


def test_pip_with_another_file_than_the_pinned_one(tmp_path: Path) -> None:
    (tmp_path / "pinned-1.0-py3-none-any.whl").write_bytes(b"something else")
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"pinned==1.0 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(AssetsError, match="DO NOT MATCH THE HASHES") as caught:
        pip(
            *("--isolated", "download", "--no-deps", "--no-index", "--find-links", str(tmp_path)),
            *(
                "--require-hashes",
                "--requirement",
                str(requirements),
                "--dest",
                str(tmp_path / "into"),
            ),
            task="Downloading",
        )
    assert "not what hipflask pins" in caught.value.hint


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """An npm package that needs one thing, from a registry that does not answer."""
    needed = {"needed": "1.0.0"}
    root = {"name": "package", "version": "1.0.0", "dependencies": needed}
    entry = {"version": "1.0.0", "integrity": "sha512-" + "A" * 86 + "=="}
    lock = {"lockfileVersion": 3, "packages": {"": root, "node_modules/needed": entry}}
    scripts = {"build": "node --eval \"console.log('the reason'); process.exit(3)\""}
    (tmp_path / "package.json").write_text(json.dumps(root | {"scripts": scripts}))
    (tmp_path / "package-lock.json").write_text(json.dumps({**root, **lock}))
    (tmp_path / ".npmrc").write_text(
        f"registry={DEAD_END}\nfetch-retries=0\ncache={tmp_path / 'cache'}\n"
    )
    return tmp_path


def test_npm_without_network(package: Path) -> None:
    with pytest.raises(AssetsError, match="ECONNREFUSED") as caught:
        npm_packages.install(package, lambda step: None)
    assert f"`npm ci` in {package.name}/ failed" in caught.value.message
    assert "The registry could not be reached" in caught.value.hint


def test_a_failing_build_script_is_quoted(package: Path) -> None:
    with pytest.raises(AssetsError, match="the reason"):
        npm_packages.bundle(package)


def test_a_long_output_keeps_its_beginning_and_its_end(package: Path) -> None:
    script = "for (let i = 1; i <= 999; i++) console.log('line', i); process.exit(1)"
    (package / "long.cjs").write_text(script)
    with pytest.raises(AssetsError) as caught:
        npm("exec", "--call", "node long.cjs", folder=package, task="Talking")
    lines = caught.value.output.splitlines()
    assert "line 1" in lines
    assert "line 999" in lines
    assert len(lines) < 50


def test_what_is_installed_at_the_locked_version_is_kept(package: Path) -> None:
    lock = json.loads((package / "package-lock.json").read_text())
    del lock["packages"][""]
    lock["packages"]["node_modules/for-tests"] = {"version": "2.0.0", "dev": True}
    (package / "node_modules").mkdir()
    (package / "node_modules" / ".package-lock.json").write_text(json.dumps(lock))
    steps: list[str] = []
    npm_packages.install(package, steps.append)
    assert steps == []


def test_another_version_is_installed_anew(package: Path) -> None:
    lock = json.loads((package / "package-lock.json").read_text())
    lock["packages"]["node_modules/needed"]["version"] = "0.9.0"
    (package / "node_modules").mkdir()
    (package / "node_modules" / ".package-lock.json").write_text(json.dumps(lock))
    steps: list[str] = []
    with pytest.raises(AssetsError):
        npm_packages.install(package, steps.append)
    assert steps == [f"npm packages of {package.name}"]
