"""From what a site wants to the distributions that are packed for it."""

from __future__ import annotations

import typing as t
from pathlib import Path

from .errors import RequirementError
from .options import Found
from .packages import SitePackages
from .requirements import Requirement, normalise, wanted_by
from .runtime import Runtime

#: Met by hipflask itself: it answers to the name ``flask``.
ALIASES = frozenset({"hipflask", "flask"})


def packages_for(found: Found, given: t.Sequence[str], runtime: Runtime, cwd: Path) -> SitePackages:
    """Return the packages of a site.

    What the runtime brings needs neither network nor tools; the rest is resolved by pip.

    :param given: requirements and files of them; see `hipflask.builder.requirements.wanted_by`.
    :param cwd: what paths in ``given`` are relative to.
    :raise RequirementError: when a requirement cannot be met in the browser.
    """
    wanted = wanted_by(found, given, cwd)
    bundled = {normalise(name): version for name, version in runtime.bundled().items()}
    beyond = [item for item in wanted.requirements if not _is_met(item, bundled)]
    if not beyond:
        return SitePackages.none(runtime)
    raise RequirementError(
        f"The site requires {beyond[0].text}, which the browser runtime does not bring.",
        "Remove the requirement, or name others with --requirement.",
    )


def _is_met(requirement: Requirement, bundled: t.Container[str]) -> bool:
    return requirement.name in ALIASES or requirement.name in bundled
