"""Fetches the pinned wheels of the base packages, and makes the one that nobody offers pure."""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path, PurePosixPath

from .commands import pip
from .errors import AssetsError

PINNED_WHEELS = Path(__file__).with_name("wheels.txt")
PINNED_SDISTS = Path(__file__).with_name("sdists.txt")

#: The moment that is noted for every file of a wheel built here: 1980-01-01, where zip begins.
_SOURCE_DATE_EPOCH = "315532800"


def fetch_wheels(folder: Path, python: str) -> list[Path]:
    """Fill an emptied folder with a pure wheel of every pinned package.

    :param python: the version of Python that is to run them, such as ``3.14.2``.
    :return: the wheels, sorted by name.
    :raise AssetsError: when a download, its hash or a build fails.
    """
    shutil.rmtree(folder, ignore_errors=True)
    sources = folder / "sources"
    sources.mkdir(parents=True)
    version = ".".join(python.split(".")[:2])
    pip(
        *("download", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"),
        *("--python-version", version, "--implementation", "py", "--abi", "none"),
        *("--platform", "any", "--dest", str(folder), "--requirement", str(PINNED_WHEELS)),
        task="Downloading the wheels of the base packages",
    )
    pip(
        *("download", "--quiet", "--no-deps", "--require-hashes"),
        *("--no-binary", ",".join(_names(PINNED_SDISTS))),
        *("--dest", str(sources), "--requirement", str(PINNED_SDISTS)),
        task="Downloading MarkupSafe's source distribution",
    )
    for archive in sorted(sources.glob("*.tar.gz")):
        _build_pure_wheel(archive, folder)
    shutil.rmtree(sources)
    return sorted(folder.glob("*.whl"))


def _build_pure_wheel(archive: Path, target: Path) -> None:
    """Build a wheel from a source distribution whose ``setup.py`` only adds a C extension.

    Without that file the project builds from its pyproject.toml alone: no compiler is asked
    for, and none that happens to be there can slip an extension in.
    """
    sources = archive.parent / archive.name.removesuffix(".tar.gz")
    _extract(archive, archive.parent)
    setup = sources / "setup.py"
    if not (sources / "pyproject.toml").is_file() or not setup.is_file():
        raise AssetsError(
            f"{archive.name} is not laid out as expected.",
            f"{PINNED_SDISTS.name} pins a version whose C part cannot be left out by dropping"
            " its setup.py. Pin another one, or change how it is built.",
        )
    setup.unlink()
    pip(
        *("wheel", "--quiet", "--no-deps", "--wheel-dir", str(target), str(sources)),
        task=f"Building a pure wheel from {archive.name}",
        extra_env={"SOURCE_DATE_EPOCH": _SOURCE_DATE_EPOCH},
    )


def _extract(archive: Path, target: Path) -> None:
    # tarfile's own filter is not in every release of Python 3.11.
    with tarfile.open(archive) as tar:
        for member in tar:
            name = PurePosixPath(member.name)
            content = tar.extractfile(member) if member.isfile() else None
            if content is None or name.is_absolute() or ".." in name.parts:
                continue
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.read())


def _names(requirements: Path) -> list[str]:
    lines = requirements.read_text("utf-8").splitlines()
    return [line.partition("==")[0] for line in lines if line and not line.startswith("#")]
