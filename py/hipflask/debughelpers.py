"""Explanations for mistakes that are easily made; loaded only when there is one to explain."""

from __future__ import annotations

import typing as t

from ._lazy import re_exports
from .globals import _cv_request, request_ctx

if t.TYPE_CHECKING:
    from jinja2.loaders import BaseLoader
    from werkzeug.routing import RequestRedirect

    from .sansio.app import App
    from .sansio.scaffold import Scaffold
    from .wrappers import Request


class UnexpectedUnicodeError(AssertionError, UnicodeError):
    """Text was found where bytes were expected, with an explanation."""


class DebugFilesKeyError(KeyError, AssertionError):
    """A file is missing from ``request.files`` because the form was sent with the wrong enctype.

    :param request: the request
    :param key: name of the file's field
    """

    def __init__(self, request: Request, key: str) -> None:
        message = (
            f"There is no file {key!r} in request.files: the form was sent as {request.mimetype!r},"
            ' which carries no files. Add enctype="multipart/form-data" to the <form>.'
        )
        names = request.form.getlist(key)
        if names:
            quoted = ", ".join(repr(name) for name in names)
            message += f" The browser sent only the name of the file: {quoted}."
        super().__init__(message)
        #: The explanation.
        self.message = message

    def __str__(self) -> str:
        return self.message


class FormDataRoutingRedirect(AssertionError):  # noqa: N818  # Flask's name
    """Routing would redirect a request in a way that makes the browser drop its body.

    :param request: the request
    """

    def __init__(self, request: Request) -> None:
        error = t.cast("RequestRedirect", request.routing_exception)
        message = (
            f"A {request.method} request was sent to {request.url!r}, for which routing redirects"
            f" to the canonical URL {error.new_url!r}. Browsers drop the form data on the way."
        )
        if f"{request.base_url}/" == error.new_url.partition("?")[0]:
            message += " The rule ends in a slash, but the URL does not."
        super().__init__(
            f"{message} Send the {request.method} request to the canonical URL. In debug mode only,"
            " this is an error instead of a redirect."
        )


def attach_enctype_error_multidict(request: Request) -> None:
    """Let a missing key of ``request.files`` explain that the form's enctype is to blame."""
    base = type(request.files)

    class ExplainingFiles(base):  # type: ignore[misc,valid-type]
        def __getitem__(self, key: str) -> t.Any:
            try:
                return super().__getitem__(key)
            except KeyError as error:
                if key not in request.form:
                    raise
                raise DebugFilesKeyError(request, key).with_traceback(error.__traceback__) from None

    ExplainingFiles.__name__ = base.__name__
    ExplainingFiles.__module__ = base.__module__
    request.files.__class__ = ExplainingFiles


def _describe_loader(loader: BaseLoader) -> t.Iterator[str]:
    yield f"class: {type(loader).__module__}.{type(loader).__name__}"
    for key, value in sorted(vars(loader).items()):
        if key.startswith("_"):
            continue
        if isinstance(value, (tuple, list)) and all(isinstance(item, str) for item in value):
            yield f"{key}:"
            yield from (f"  - {item}" for item in value)
        elif isinstance(value, (str, int, float, bool)):
            yield f"{key}: {value!r}"


def _describe_owner(owner: Scaffold) -> str:
    from .sansio.app import App

    kind = "application" if isinstance(owner, App) else f"blueprint {owner.name!r}"
    return f"{kind} ({owner.import_name})"


def explain_template_loading_attempts(
    app: App,
    template: str,
    attempts: list[tuple[BaseLoader, Scaffold, t.Any]],
) -> None:
    """Log where a template was looked for, what was found, and what looks wrong."""
    found = sum(source is not None for _, _, source in attempts)
    lines = [f"Looking for the template {template!r}:"]
    for number, (loader, owner, source) in enumerate(attempts, 1):
        lines.append(f"{number:5}. with the loader of the {_describe_owner(owner)}")
        lines.extend(f"       {line}" for line in _describe_loader(loader))
        lines.append(f"       -> {'no match' if source is None else f'found ({source[1]!r})'}")

    ctx = _cv_request.get(None)
    if found == 0:
        lines.append("The template was not found.")
    elif found > 1:
        lines.append("The template was found more than once; the first is used.")
    if found != 1 and ctx is not None and ctx.request.blueprint is not None:
        name = request_ctx.request.blueprint
        lines.append(
            f"  The request belongs to the blueprint {name!r}. Is the template in the right"
            " folder? Templates of blueprints belong in a subfolder of the blueprint's name."
        )
    app.logger.info("\n".join(lines))


if not t.TYPE_CHECKING:
    __getattr__ = re_exports(__name__)
