"""From what a site wants to the distributions that are packed for it."""

from __future__ import annotations

import importlib.metadata
import tempfile
import typing as t
from functools import partial
from pathlib import Path

from hipflask.compat import FLASK_VERSION

from .errors import NativeWheelError, RequirementError
from .lockfile import check_extra, extend_lock, platform_tag
from .packages import SitePackages
from .pinned import check_hashes
from .pip_download import download_wheels
from .requirements import Requirement, Wanted, normalise
from .runtime import Runtime
from .source_builds import SourceBuilds
from .standins import write_standins
from .wheels import Wheel, required_by


def packages_for(wanted: Wanted, runtime: Runtime, *, flask_alias: bool = True) -> SitePackages:
    """Return the packages of a site.

    What the runtime brings needs neither network nor tools; the rest is resolved by pip.

    :param flask_alias: whether hipflask answers to the name of Flask.
    :raise RequirementError: when a requirement cannot be met in the browser.
    """
    brought = {normalise(name): found for name, found in runtime.bundled().items()}
    brought["hipflask"] = _own_version()
    if flask_alias:
        brought["flask"] = FLASK_VERSION
    beyond = [item for item in wanted.requirements if not _is_brought(item, brought)]
    notes = tuple(_pins(wanted.requirements, brought))
    lock = runtime.the("lock").read()
    if not beyond:
        return SitePackages((), lock, notes)
    check_extra()
    with tempfile.TemporaryDirectory(prefix="hipflask-") as scratch:
        wheels, built = _download(beyond, wanted, brought, runtime, Path(scratch))
        notes += tuple(check_hashes(wheels, beyond, {text.partition(" ")[0] for text in built}))
        _refuse_native(wheels, beyond, platform_tag(lock))
        lock = extend_lock(lock, [wheel.path for wheel in wheels])
        notes += tuple(f"{name} was built from its sources, without native code." for name in built)
        return SitePackages(tuple(wheel.pack() for wheel in wheels), lock, notes)


def _own_version() -> str:
    try:
        return importlib.metadata.version("hipflask")
    except importlib.metadata.PackageNotFoundError:
        return "0"  # run from its sources, without having been installed


def _download(
    beyond: t.Sequence[Requirement],
    wanted: Wanted,
    brought: t.Mapping[str, str],
    runtime: Runtime,
    scratch: Path,
) -> tuple[list[Wheel], list[str]]:
    """Return the wheels, and the names of those that nobody offers."""
    standins, built, wheels, others = (
        scratch / name for name in ("standins", "built", "wheels", "others")
    )
    for folder in (standins, built, wheels, others):
        folder.mkdir()
    constraints = scratch / "constraints.txt"
    constraints.write_text("\n".join(write_standins(standins, brought)) + "\n")
    links = [f"--find-links {standins}", f"--find-links {built}"]
    download = partial(
        download_wheels,
        options=[*wanted.options, *links, f"--constraint {constraints}"],
        python=runtime.python,
        platform=platform_tag(runtime.the("lock").read()),
    )

    def has_wheel(name: str) -> bool:
        try:
            download([Requirement.parse(name, "")], folder=others, dependencies=False)
        except RequirementError:
            return False
        return True

    pinned = {item.name: item.pinned_text for item in beyond if item.hashes}
    builds = SourceBuilds(wanted.options, pinned, built)
    paths = builds.supplying(lambda: download(beyond, folder=wheels), has_wheel)
    read = [Wheel.read(path) for path in paths]
    return [wheel for wheel in read if wheel.name not in brought], builds.built


def _refuse_native(
    wheels: t.Sequence[Wheel], requirements: t.Sequence[Requirement], platform: str
) -> None:
    """Let native code pass only if it was compiled for the browser."""
    native = [wheel for wheel in wheels if wheel.native and wheel.platform != platform]
    if not native:
        return
    lines = [
        f"{wheel.name} {wheel.version}, required by {required_by(wheel, wheels, requirements)}"
        for wheel in native
    ]
    raise NativeWheelError(
        "These packages hold native code that was not compiled for the browser:\n  "
        + "\n  ".join(lines),
        "Require a release in pure Python, or another package.",
    )


def _is_brought(requirement: Requirement, brought: t.Container[str]) -> bool:
    return requirement.name in brought and "[" not in requirement.text.partition(";")[0]


def _pins(requirements: t.Iterable[Requirement], brought: t.Mapping[str, str]) -> t.Iterator[str]:
    """Yield a note for each requirement whose version is not the one that is brought.

    A frozen list of requirements pins Flask's dependencies too; that must not keep an
    application from being built, but be said.
    """
    try:
        from packaging.requirements import InvalidRequirement
        from packaging.requirements import Requirement as Parsed
    except ImportError:
        return
    for item in requirements:
        if item.name not in brought:
            continue
        try:
            specifier = Parsed(item.text).specifier
        except InvalidRequirement:
            continue
        if not specifier.contains(brought[item.name], prereleases=True):
            yield f"{item.origin} asks for {item.text}; the browser has {brought[item.name]}."
