"""A secret key of this device's own, which nobody else can read."""

from __future__ import annotations

import os
import secrets
import typing as t

#: The variable by which ``hipflask build --device-secret-key`` asks for it.
VARIABLE = "HIPFLASK_DEVICE_SECRET_KEY"
#: Below the application's root; the instance folder lasts in any case.
FILE = "instance/device_secret_key"


def give_device_key(application: t.Any, root: str) -> None:
    """Make the key that is kept with the state the application's, and make one if there is none.

    It takes the place of a key that the sources tell, for those are there for everybody to read.

    :param root: the folder that the application was unpacked to.
    :raises RuntimeError: the application has no key that could be set.
    """
    if not hasattr(application, "secret_key"):
        raise RuntimeError(
            f"{type(application).__name__} has no secret_key: build this application without"
            " --device-secret-key."
        )
    application.secret_key = _read_or_make(os.path.join(root, FILE))


def _read_or_make(path: str) -> str:
    try:
        with open(path, encoding="ascii") as file:
            if key := file.read():
                return key
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    key = secrets.token_hex(32)
    with open(path, "w", encoding="ascii") as file:
        file.write(key)
    return key
