"""Views as classes."""

from __future__ import annotations

import typing as t

from . import typing as ft
from ._lazy import re_exports
from .globals import current_app, request

#: The names of the methods that :class:`MethodView` looks for.
http_method_funcs = frozenset(["get", "post", "head", "options", "delete", "put", "trace", "patch"])


class View:
    """A view that is a class: override :meth:`dispatch_request`, register :meth:`as_view`."""

    #: Methods of the rule; the rule's own default when ``None``.
    methods: t.ClassVar[t.Collection[str] | None] = None
    #: Answer OPTIONS requests without the view; the application's default when ``None``.
    provide_automatic_options: t.ClassVar[bool | None] = None
    #: Applied to the view function, the first innermost.
    decorators: t.ClassVar[list[t.Callable[..., t.Any]]] = []
    #: Make an instance for each request; with ``False`` all share one, which must hold no state.
    init_every_request: t.ClassVar[bool] = True

    # To a type checker these parameters allow an override to have any others.
    def dispatch_request(self, *args: t.Any, **kwargs: t.Any) -> ft.ResponseReturnValue:
        """Answer a request; gets the values from the URL. Subclasses must override this."""
        raise TypeError(f"{type(self).__name__} must override dispatch_request().")

    @classmethod
    def as_view(cls, name: str, *class_args: t.Any, **class_kwargs: t.Any) -> ft.RouteCallable:
        """A function to register as a view.

        :param name: its name, and so the endpoint's default
        :param class_args: for the class, as are the keyword arguments
        """
        view: t.Any
        if cls.init_every_request:

            def view(**kwargs: t.Any) -> t.Any:
                self = view.view_class(*class_args, **class_kwargs)
                return current_app.ensure_sync(self.dispatch_request)(**kwargs)

        else:
            shared = cls(*class_args, **class_kwargs)

            def view(**kwargs: t.Any) -> t.Any:
                return current_app.ensure_sync(shared.dispatch_request)(**kwargs)

        for decorator in cls.decorators:
            view.__name__ = name
            view.__module__ = cls.__module__
            view = decorator(view)
        # The innermost function reads this from the outermost: a decorator may replace the class.
        view.view_class = cls
        view.__name__ = name
        view.__module__ = cls.__module__
        view.__doc__ = cls.__doc__
        view.methods = cls.methods
        view.provide_automatic_options = cls.provide_automatic_options
        return t.cast(ft.RouteCallable, view)


class MethodView(View):
    """A view with a method for each HTTP method: ``get``, ``post``, …

    :attr:`methods` follows from these, base classes' included. HEAD falls back to ``get``.
    """

    def __init_subclass__(cls, **kwargs: t.Any) -> None:
        super().__init_subclass__(**kwargs)
        if "methods" in cls.__dict__:
            return
        methods = {key.upper() for key in http_method_funcs if hasattr(cls, key)}
        for base in cls.__bases__:
            methods.update(getattr(base, "methods", None) or ())
        if methods:
            cls.methods = methods

    def dispatch_request(self, **kwargs: t.Any) -> ft.ResponseReturnValue:
        """Call the method for the request's method."""
        method = getattr(self, request.method.lower(), None)
        if method is None and request.method == "HEAD":
            method = getattr(self, "get", None)
        if method is None:
            raise AssertionError(f"{type(self).__name__} has no method for {request.method!r}.")
        return t.cast(ft.ResponseReturnValue, current_app.ensure_sync(method)(**kwargs))


if not t.TYPE_CHECKING:
    __getattr__ = re_exports(__name__)
