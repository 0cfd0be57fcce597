"""Blueprints, with the parts that need a request or the command line."""

from __future__ import annotations

import typing as t

from werkzeug.utils import cached_property

from ._lazy import re_exports
from ._resources import Resources
from .sansio.blueprints import Blueprint as SansioBlueprint
from .sansio.blueprints import BlueprintSetupState as BlueprintSetupState

if t.TYPE_CHECKING:
    from .cli import AppGroup


class Blueprint(SansioBlueprint, Resources):
    """A part of an application: routes and functions to be registered on it, perhaps repeatedly.

    :param name: begins the names of its endpoints
    :param import_name: the module it is defined in, usually ``__name__``
    :param static_folder: folder of static files, relative to the blueprint's root path
    :param static_url_path: where they are served, below ``url_prefix``
    :param template_folder: folder of templates; the application's own templates go first
    :param url_prefix: begins the path of each rule
    :param subdomain: for each rule
    :param url_defaults: values for each rule
    :param root_path: folder that others are relative to; found through ``import_name`` by default
    :param cli_group: name of the group of its commands: the blueprint's own by default;
        ``None`` adds them to the application's without a group
    """

    @cached_property
    def cli(self) -> AppGroup:  # Click is imported only if it is used
        """The blueprint's commands."""
        from .cli import AppGroup

        return AppGroup()

    def open_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = "utf-8"
    ) -> t.IO[t.Any]:
        """Open a file below the blueprint's root path, for reading; text is UTF-8 by default."""
        return super().open_resource(resource, mode, encoding)


if not t.TYPE_CHECKING:
    __getattr__ = re_exports(__name__)
