"""What applications and blueprints have in common: routes, hooks, and folders of files."""

from __future__ import annotations

import os
import typing as t

from werkzeug.utils import cached_property

from .. import typing as ft
from .._lazy import re_exports
from .._paths import find_package as find_package  # its home for those who import it from here
from .._paths import get_root_path
from ._hooks import Hooks
from ._setup import setupmethod

if t.TYPE_CHECKING:
    from jinja2.loaders import BaseLoader

T_route = t.TypeVar("T_route", bound=ft.RouteCallable)


class Scaffold(Hooks):
    """Base of :class:`~hipflask.sansio.app.App` and :class:`~hipflask.sansio.blueprints.Blueprint`.

    :param import_name: the module it is defined in, usually ``__name__``
    :param static_folder: folder of static files, relative to :attr:`root_path`
    :param static_url_path: where they are served; ``/`` and the folder's name by default
    :param template_folder: folder of templates, relative to :attr:`root_path`
    :param root_path: folder that others are relative to; found through ``import_name`` by default
    """

    #: Names it in messages and, for a blueprint, its endpoints.
    name: str
    _static_folder: str | None = None
    _static_url_path: str | None = None

    def __init__(
        self,
        import_name: str,
        static_folder: str | os.PathLike[str] | None = None,
        static_url_path: str | None = None,
        template_folder: str | os.PathLike[str] | None = None,
        root_path: str | None = None,
    ) -> None:
        super().__init__()
        self.import_name = import_name
        self.static_folder = static_folder
        self.static_url_path = static_url_path
        self.template_folder = template_folder
        self.root_path = get_root_path(import_name) if root_path is None else root_path
        #: View functions by endpoint.
        self.view_functions: dict[str, ft.RouteCallable] = {}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}>"

    def _check_setup_finished(self, f_name: str) -> None:
        """Raise if it is too late to register something with the method ``f_name``."""
        raise TypeError(f"{type(self).__name__} must override _check_setup_finished().")

    @property
    def static_folder(self) -> str | None:
        """Absolute path of the folder of static files; ``None`` when there is none."""
        if self._static_folder is None:
            return None
        return os.path.join(self.root_path, self._static_folder)

    @static_folder.setter
    def static_folder(self, value: str | os.PathLike[str] | None) -> None:
        self._static_folder = None if value is None else os.fspath(value).rstrip(r"\/")

    @property
    def has_static_folder(self) -> bool:
        """Whether :attr:`static_folder` is set; it need not exist."""
        return self._static_folder is not None

    @property
    def static_url_path(self) -> str | None:
        """URL prefix of static files; from the folder's name unless set."""
        if self._static_url_path is not None:
            return self._static_url_path
        if self.static_folder is None:
            return None
        return f"/{os.path.basename(self.static_folder)}".rstrip("/")

    @static_url_path.setter
    def static_url_path(self, value: str | None) -> None:
        self._static_url_path = None if value is None else value.rstrip("/")

    @cached_property
    def jinja_loader(self) -> BaseLoader | None:
        """Loads templates from :attr:`template_folder`; ``None`` when there is none."""
        if self.template_folder is None:
            return None
        from jinja2 import FileSystemLoader

        return FileSystemLoader(os.path.join(self.root_path, self.template_folder))

    def _method_route(
        self, method: str, rule: str, options: dict[str, t.Any]
    ) -> t.Callable[[T_route], T_route]:
        if "methods" in options:
            raise TypeError("Use 'route' to pass the 'methods' argument.")
        return self.route(rule, methods=[method], **options)

    @setupmethod
    def get(self, rule: str, **options: t.Any) -> t.Callable[[T_route], T_route]:
        """:meth:`route` for GET (and HEAD) only."""
        return self._method_route("GET", rule, options)

    @setupmethod
    def post(self, rule: str, **options: t.Any) -> t.Callable[[T_route], T_route]:
        """:meth:`route` for POST only."""
        return self._method_route("POST", rule, options)

    @setupmethod
    def put(self, rule: str, **options: t.Any) -> t.Callable[[T_route], T_route]:
        """:meth:`route` for PUT only."""
        return self._method_route("PUT", rule, options)

    @setupmethod
    def delete(self, rule: str, **options: t.Any) -> t.Callable[[T_route], T_route]:
        """:meth:`route` for DELETE only."""
        return self._method_route("DELETE", rule, options)

    @setupmethod
    def patch(self, rule: str, **options: t.Any) -> t.Callable[[T_route], T_route]:
        """:meth:`route` for PATCH only."""
        return self._method_route("PATCH", rule, options)

    @setupmethod
    def route(self, rule: str, **options: t.Any) -> t.Callable[[T_route], T_route]:
        """Make the decorated function the view of a URL rule; see :meth:`add_url_rule`."""

        def decorator(f: T_route) -> T_route:
            endpoint = options.pop("endpoint", None)
            self.add_url_rule(rule, endpoint, f, **options)
            return f

        return decorator

    @setupmethod
    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        **options: t.Any,
    ) -> None:
        """Register a rule for routing and for building URLs.

        :param rule: a path with parts such as ``<name>`` or ``<int:id>``
        :param endpoint: name of the rule in ``url_for``; the view function's by default
        :param view_func: called for the endpoint; may also be given later, by :meth:`endpoint`
        :param provide_automatic_options: answer OPTIONS requests without the view
        :param options: for :class:`~werkzeug.routing.Rule`: ``methods``, ``defaults``, …
        """
        raise TypeError(f"{type(self).__name__} must override add_url_rule().")

    @setupmethod
    def endpoint(self, endpoint: str) -> t.Callable[[F], F]:
        """Make the decorated function the view of an endpoint that has a rule already, or will."""

        def decorator(f: F) -> F:
            self.view_functions[endpoint] = f
            return f

        return decorator


F = t.TypeVar("F", bound=t.Callable[..., t.Any])


def _endpoint_from_view_func(view_func: ft.RouteCallable | None) -> str:
    """The endpoint of a view that was given none: its name."""
    if view_func is None:
        raise AssertionError("Pass an endpoint when there is no view function to name it.")
    return view_func.__name__


if not t.TYPE_CHECKING:
    __getattr__ = re_exports(__name__)
