"""The distribution that :mod:`importlib.metadata` finds for Flask while hipflask stands in."""

from __future__ import annotations

import os
from importlib.metadata import Distribution
from pathlib import Path


class FlaskDistribution(Distribution):
    """Has a name and a version, and no files.

    :param version: of Flask
    """

    def __init__(self, version: str) -> None:
        self._metadata = (
            f"Metadata-Version: 2.1\nName: Flask\nVersion: {version}\n"
            "Summary: provided by hipflask\n"
        )

    def read_text(self, filename: str) -> str | None:
        """The text of ``METADATA``; ``None`` for whatever else."""
        return self._metadata if filename == "METADATA" else None

    def locate_file(self, path: str | os.PathLike[str]) -> Path:
        """Where a file would be: beside hipflask's."""
        return Path(__file__).parent.parent / path
