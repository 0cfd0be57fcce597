"""Building a site: from an application that was found to a folder of static files."""

from __future__ import annotations

from pathlib import Path

from .destination import check_destination, replace_site
from .freezing import Freezer, has_node
from .options import BuildOptions, Found
from .requirements import wanted_by
from .resolve import packages_for
from .runtime import Runtime, load_runtime
from .site import Site, compose_site


def build_site(
    found: Found,
    options: BuildOptions,
    destination: Path,
    *,
    runtime: Runtime | None = None,
) -> Site:
    """Build a site and put it at its destination.

    :param found: where the application is; it is not imported.
    :param runtime: the browser runtime; by default the one of this installation.
    :return: what was built.
    :raise BuildError: see its subclasses; the destination is then left as it was.
    """
    check_destination(destination)
    runtime = load_runtime() if runtime is None else runtime
    wanted = wanted_by(found, options.requirements, Path.cwd())
    packages = packages_for(wanted, runtime, flask_alias=options.flask_alias)
    is_wanted = has_node() if options.freeze is None else options.freeze
    program = runtime.the("freezer")
    site = compose_site(
        found,
        options,
        runtime,
        packages=packages,
        forbidden={destination: "destination of the build"},
        freezer=Freezer(program, required=options.freeze is not None) if is_wanted else None,
    )
    replace_site(site, destination)
    return site
