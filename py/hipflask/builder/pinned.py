"""Hashes that a file of requirements pins, held against what was downloaded."""

from __future__ import annotations

import hashlib
import typing as t
from collections.abc import Iterable, Iterator

from .errors import RequirementError
from .requirements import Requirement
from .wheels import Wheel

#: The algorithms that pip takes.
_ALGORITHMS = frozenset({"sha256", "sha384", "sha512"})


def check_hashes(
    wheels: Iterable[Wheel], requirements: Iterable[Requirement], built: t.Container[str]
) -> Iterator[str]:
    """Compare each wheel with the hashes that its requirement pins, as pip does with ``--hash``.

    pip itself cannot do it here: it would want the hashes of the stand-ins for what is bundled.

    :param built: names of distributions that were built from sources, whose hash pip has checked.
    :return: a note for each wheel that no hash covers, if there are hashes for others.
    :raise RequirementError: when a wheel is none of those that are pinned.
    """
    pinned: dict[str, set[str]] = {}
    for item in requirements:
        pinned.setdefault(item.name, set()).update(item.hashes)
    any_pinned = any(pinned.values())
    for wheel in wheels:
        hashes = pinned.get(wheel.name, set())
        if hashes and wheel.name not in built:
            _check(wheel, hashes)
        elif any_pinned and not hashes:
            yield f"No hash pins {wheel.name} {wheel.version}, though others are pinned."


def _check(wheel: Wheel, hashes: t.Collection[str]) -> None:
    content = wheel.path.read_bytes()
    for text in hashes:
        algorithm, _, digest = text.partition(":")
        if algorithm in _ALGORITHMS and hashlib.new(algorithm, content).hexdigest() == digest:
            return
    raise RequirementError(
        f"{wheel.path.name} is none of the files that the requirements pin by their hashes.",
        f"If you trust it, add --hash=sha256:{hashlib.sha256(content).hexdigest()} there.",
    )
