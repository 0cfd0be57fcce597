"""The functions that views use beside the request: URLs, responses, messages, files."""

from __future__ import annotations

import os
import typing as t

from werkzeug.exceptions import abort as _wz_abort
from werkzeug.utils import redirect as _wz_redirect

from ._lazy import re_exports
from ._paths import get_root_path as get_root_path
from ._streaming import stream_with_context as stream_with_context
from .globals import _cv_app, current_app, request_ctx, session
from .signals import message_flashed

if t.TYPE_CHECKING:
    from datetime import datetime

    from werkzeug.wrappers import Response as BaseResponse

    from .wrappers import Response

_FALSE = {"0", "false", "no"}


def get_debug_flag() -> bool:
    """Whether ``FLASK_DEBUG`` asks for debug mode."""
    value = os.environ.get("FLASK_DEBUG")
    return bool(value and value.lower() not in _FALSE)


def get_load_dotenv(default: bool = True) -> bool:
    """Whether to read ``.env`` files: not when ``FLASK_SKIP_DOTENV`` is set and true.

    :param default: when it is not set
    """
    value = os.environ.get("FLASK_SKIP_DOTENV")
    return value.lower() in _FALSE if value else default


def make_response(*args: t.Any) -> Response:
    """A response of what a view might return, to change it before returning it.

    :param args: nothing for an empty response, else one value or the parts of a tuple
    """
    if not args:
        return current_app.response_class()
    return current_app.make_response(args[0] if len(args) == 1 else args)


def url_for(
    endpoint: str,
    *,
    _anchor: str | None = None,
    _method: str | None = None,
    _scheme: str | None = None,
    _external: bool | None = None,
    **values: t.Any,
) -> str:
    """Build the URL of an endpoint; see :meth:`hipflask.Flask.url_for`."""
    return current_app.url_for(
        endpoint,
        _anchor=_anchor,
        _method=_method,
        _scheme=_scheme,
        _external=_external,
        **values,
    )


def redirect(
    location: str,
    code: int = 302,
    Response: type[BaseResponse] | None = None,  # noqa: N803
) -> BaseResponse:
    """A response that redirects; by the application's own method when one is active.

    :param location: the URL to go to
    :param code: 301, 302, 303, 305, 307 or 308
    :param Response: class of the response, outside of an application
    """
    ctx = _cv_app.get(None)
    if ctx is not None:
        return ctx.app.redirect(location, code=code)
    return _wz_redirect(location, code=code, Response=Response)


def abort(code: int | BaseResponse, *args: t.Any, **kwargs: t.Any) -> t.NoReturn:
    """End the request with the exception for a status code, or with a response.

    :param args: for the exception's class: a description, for example
    :raises HTTPException: the one for the code
    :raises LookupError: there is none for it
    """
    ctx = _cv_app.get(None)
    if ctx is not None:
        ctx.app.aborter(code, *args, **kwargs)
    _wz_abort(code, *args, **kwargs)


def get_template_attribute(template_name: str, attribute: str) -> t.Any:
    """A macro or variable that a template exports, to be used from Python."""
    return getattr(current_app.jinja_env.get_template(template_name).module, attribute)


def flash(message: str, category: str = "message") -> None:
    """Keep a message in the session for the next request; see :func:`get_flashed_messages`.

    :param category: ``error``, ``info`` or whatever a template tells apart
    """
    flashes = session.get("_flashes", [])
    flashes.append((category, message))
    session["_flashes"] = flashes  # set anew: the session doesn't notice that a list has changed
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    message_flashed.send(app, _async_wrapper=app.ensure_sync, message=message, category=category)


def get_flashed_messages(
    with_categories: bool = False, category_filter: t.Iterable[str] = ()
) -> list[str] | list[tuple[str, str]]:
    """Take the flashed messages out of the session; the same again within the same request.

    :param with_categories: return pairs of category and message
    :param category_filter: only those of these categories
    """
    flashes = request_ctx.flashes
    if flashes is None:
        flashes = session.pop("_flashes") if "_flashes" in session else []
        request_ctx.flashes = flashes
    wanted = set(category_filter)
    if wanted:
        flashes = [flash for flash in flashes if flash[0] in wanted]
    return flashes if with_categories else [message for _, message in flashes]


def _send_file_kwargs(kwargs: dict[str, t.Any]) -> dict[str, t.Any]:
    """Add what the active application knows."""
    app = current_app
    if kwargs.get("max_age") is None:
        kwargs["max_age"] = app.get_send_file_max_age
    kwargs.update(
        environ=request_ctx.request.environ,
        use_x_sendfile=app.config["USE_X_SENDFILE"],
        response_class=app.response_class,
        _root_path=app.root_path,
    )
    return kwargs


def send_file(
    path_or_file: os.PathLike[t.AnyStr] | str | t.IO[bytes],
    mimetype: str | None = None,
    as_attachment: bool = False,
    download_name: str | None = None,
    conditional: bool = True,
    etag: bool | str = True,
    last_modified: datetime | int | float | None = None,
    max_age: int | t.Callable[[str | None], int | None] | None = None,
) -> Response:
    """Send a file. Never pass a path that a user gave; :func:`send_from_directory` is for those.

    :param path_or_file: a path, relative to the application's root path, or a binary file
    :param mimetype: guessed from the name by default
    :param as_attachment: let the browser save it instead of showing it
    :param download_name: name to save it as
    :param conditional: answer ranges and conditional requests (RFC 9110 §13, §14)
    :param etag: compute an entity tag, or use this one
    :param last_modified: when it changed, or seconds since 1970; of the file by default
    :param max_age: how long a browser may keep it, in seconds
    """
    from werkzeug.utils import send_file as wz_send_file

    return wz_send_file(  # type: ignore[return-value]
        **_send_file_kwargs(
            {
                "path_or_file": path_or_file,
                "mimetype": mimetype,
                "as_attachment": as_attachment,
                "download_name": download_name,
                "conditional": conditional,
                "etag": etag,
                "last_modified": last_modified,
                "max_age": max_age,
            }
        )
    )


def send_from_directory(
    directory: os.PathLike[str] | str, path: os.PathLike[str] | str, **kwargs: t.Any
) -> Response:
    """Send a file of a folder; paths that lead out of it are not found.

    :param directory: the folder, relative to the application's root path; not given by a user
    :param path: of the file, relative to the folder
    :param kwargs: for :func:`send_file`
    :raises NotFound: there is no such file below the folder
    """
    from werkzeug.utils import send_from_directory as wz_send_from_directory

    return wz_send_from_directory(  # type: ignore[return-value]
        directory, path, **_send_file_kwargs(kwargs)
    )


if not t.TYPE_CHECKING:
    __getattr__ = re_exports(__name__)
