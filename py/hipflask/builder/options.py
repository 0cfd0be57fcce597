"""What the user can choose about a build."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """The choices that ``hipflask build`` and ``hipflask run --browser`` share."""

    #: Patterns of files to pack besides the application's own, relative to its root.
    include: tuple[str, ...] = ()
    #: Patterns of files to leave out.
    exclude: tuple[str, ...] = ()
    #: The site's title; `None` makes one from the application's name.
    title: str | None = None
    #: Whether the application runs in debug mode.
    debug: bool = False
    #: Whether ``import flask`` gives hipflask in the browser.
    flask_alias: bool = True
    #: Further folders that last, relative to the application's root or absolute.
    persist: tuple[str, ...] = ()
    #: Files of requirements, or requirements such as ``sqlalchemy>=2``; empty means to look
    #: for a requirements.txt or pyproject.toml beside the application.
    requirements: tuple[str, ...] = ()
    #: How many requests may be under way at once, where the browser can suspend them.
    concurrency: int | None = None
    #: How long a request may take in seconds, 0 for ever; `None` is 30, or for ever in debug mode.
    time_limit: float | None = None
    #: Whether each browser gets a secret key of its own, in the place of the application's.
    device_secret_key: bool = False
    #: Whether browsers keep answers that are files of static folders, to give them without Python.
    static_cache: bool = True
    #: The static host to write settings for, one of `hipflask.builder.hosts.HOSTS`.
    headers: str | None = None
    #: Name, colour and icons of the site where visitors install it; without any they do not.
    pwa_name: str | None = None
    pwa_color: str | None = None
    pwa_icon: tuple[Path, ...] = ()
    #: Whether the site has a tools page; in debug mode it has one in any case.
    tools: bool = False
    #: Whether the application is started when the site is built, so that no visitor's browser has
    #: to import it; `None` is if that can be done, and the site is no live one.
    freeze: bool | None = None
    #: Whether pages reload when the site is built anew.
    live: bool = False

    def environment(self) -> dict[str, str]:
        """Return what the choices add to ``os.environ`` in the browser."""
        settings = {
            "FLASK_DEBUG": "1" if self.debug else None,
            "HIPFLASK_CONCURRENCY": self.concurrency,
            "HIPFLASK_DEVICE_SECRET_KEY": "1" if self.device_secret_key else None,
            "HIPFLASK_TIME_LIMIT": self.time_limit,
        }
        return {name: str(value) for name, value in settings.items() if value is not None}


class Found(t.Protocol):
    """What `hipflask.cli.discovery.find_application` tells about an application."""

    @property
    def module(self) -> str:
        """Name of the module, with dots."""

    @property
    def spec(self) -> str:
        """What names the application relative to the root: ``module`` or ``module:attribute``."""

    @property
    def root(self) -> Path:
        """The folder from which the module is imported."""

    @property
    def top(self) -> Path:
        """The outermost package's folder, or the file of a module that is in no package."""

    @property
    def installed(self) -> bool:
        """Whether it was found on ``sys.path`` instead of below the working directory."""
