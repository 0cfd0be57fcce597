"""The request and response classes: Werkzeug's, aware of the application's limits and errors."""

from __future__ import annotations

import typing as t
from functools import lru_cache

from werkzeug.datastructures import EnvironHeaders, ImmutableMultiDict
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge
from werkzeug.sansio.http import parse_cookie
from werkzeug.utils import cached_property, get_content_type
from werkzeug.wrappers import Request as RequestBase
from werkzeug.wrappers import Response as ResponseBase

from . import json
from ._delivery import deliver
from ._lazy import re_exports
from .globals import _cv_app

if t.TYPE_CHECKING:
    from http import HTTPStatus

    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from werkzeug.routing import Rule

_content_type = lru_cache(maxsize=64)(get_content_type)


@lru_cache(maxsize=1024)
def _blueprint_path(name: str) -> tuple[str, ...]:
    """The names of a nested blueprint and its ancestors, innermost first."""
    parts = name.split(".")
    return tuple(".".join(parts[:end]) for end in range(len(parts), 0, -1))


def _configured(key: str) -> t.Any:
    """A key of the active application's configuration; ``None`` when there is none."""
    ctx = _cv_app.get(None)
    return None if ctx is None else ctx.app.config[key]


class Request(RequestBase):
    """An incoming request, with what routing found out about it."""

    json_module: t.Any = json

    #: The rule that matched; ``None`` when none did.
    url_rule: Rule | None = None
    #: The values the rule took from the path; ``None`` when none matched.
    view_args: dict[str, t.Any] | None = None
    #: Why no rule matched; raised when the request is dispatched.
    routing_exception: HTTPException | None = None

    _max_content_length: int | None = None
    _max_form_memory_size: int | None = None
    _max_form_parts: int | None = None

    # Werkzeug has these three as class attributes; the defaults below are its own.
    @property
    def max_content_length(self) -> int | None:
        """Largest body in bytes, else 413; ``MAX_CONTENT_LENGTH`` unless set for this request."""
        if self._max_content_length is not None:
            return self._max_content_length
        return t.cast("int | None", _configured("MAX_CONTENT_LENGTH"))

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value

    @property
    def max_form_memory_size(self) -> int | None:
        """Largest non-file field of a multipart form in bytes, else 413.

        ``MAX_FORM_MEMORY_SIZE`` unless set for this request.
        """
        if self._max_form_memory_size is not None:
            return self._max_form_memory_size
        if _cv_app.get(None) is None:
            return RequestBase.max_form_memory_size
        return t.cast("int | None", _configured("MAX_FORM_MEMORY_SIZE"))

    @max_form_memory_size.setter
    def max_form_memory_size(self, value: int | None) -> None:
        self._max_form_memory_size = value

    @property
    def max_form_parts(self) -> int:
        """Most parts of a multipart form, else 413.

        ``MAX_FORM_PARTS`` unless set for this request.
        """
        if self._max_form_parts is not None:
            return self._max_form_parts
        if _cv_app.get(None) is None:
            return RequestBase.max_form_parts
        return t.cast("int", _configured("MAX_FORM_PARTS"))

    @max_form_parts.setter
    def max_form_parts(self, value: int) -> None:
        self._max_form_parts = value

    @cached_property
    def stream(self) -> t.IO[bytes]:
        """The body, unless something read it already.

        :raises RequestEntityTooLarge: it is larger than :attr:`max_content_length`
        """
        limit = self.max_content_length
        if limit is None or self.shallow:
            return super().stream
        from ._draining import open_body

        return open_body(self.environ, limit)

    @property
    def endpoint(self) -> str | None:
        """The endpoint that matched; ``None`` when none did."""
        rule = self.url_rule
        return None if rule is None else t.cast("str", rule.endpoint)

    @property
    def blueprint(self) -> str | None:
        """The registered name of the blueprint that matched, with its ancestors' names."""
        rule = self.url_rule
        if rule is None or "." not in rule.endpoint:
            return None
        return t.cast("str", rule.endpoint.rpartition(".")[0])

    @property
    def blueprints(self) -> list[str]:
        """The names of the current blueprint and its ancestors, innermost first."""
        name = self.blueprint
        return [] if name is None else list(_blueprint_path(name))

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """The cookies that came with the request."""
        headers = self.headers
        if type(headers) is not EnvironHeaders:
            return super().cookies
        # Headers that are a view of an environ need not be gone through one by one.
        cookies = parse_cookie(headers.environ.get("HTTP_COOKIE"), self.dict_storage_class)
        return t.cast("ImmutableMultiDict[str, str]", cookies)

    def _load_form_data(self) -> None:
        try:
            super()._load_form_data()
        except RequestEntityTooLarge:
            if "stream" in self.__dict__:  # else the body as a whole is too large: it was drained
                from ._draining import drain

                drain(self.stream)
            raise
        # A form sent without its enctype is the usual reason for a missing file: explain it.
        ctx = _cv_app.get(None)
        if (
            ctx is not None
            and ctx.app.debug
            and self.mimetype != "multipart/form-data"
            and not self.files
        ):
            from .debughelpers import attach_enctype_error_multidict

            attach_enctype_error_multidict(self)

    def on_json_loading_failed(self, e: ValueError | None) -> t.Any:
        """Answer 400 (415 for a wrong content type); in debug mode with the reason.

        :raises BadRequest: always
        """
        try:
            return super().on_json_loading_failed(e)
        except BadRequest as error:
            ctx = _cv_app.get(None)
            if type(error) is not BadRequest or (ctx is not None and ctx.app.debug):
                raise
            raise BadRequest() from error


class Response(ResponseBase):
    """An outgoing response; HTML unless told otherwise."""

    default_mimetype: str | None = "text/html"
    json_module: t.Any = json
    autocorrect_location_header = False

    def __init__(
        self,
        response: t.Iterable[bytes] | bytes | t.Iterable[str] | str | None = None,
        status: int | str | HTTPStatus | None = None,
        headers: t.Mapping[str, str | t.Iterable[str]] | t.Iterable[tuple[str, str]] | None = None,
        mimetype: str | None = None,
        content_type: str | None = None,
        direct_passthrough: bool = False,
    ) -> None:
        # Werkzeug looks among the headers first, by an exception: no need when there are none.
        if content_type is None and not headers:
            if mimetype is None:
                mimetype = self.default_mimetype
            if mimetype is not None:
                content_type = _content_type(mimetype, "utf-8")
        super().__init__(response, status, headers, mimetype, content_type, direct_passthrough)

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> t.Iterable[bytes]:
        """Act as a WSGI application (PEP 3333)."""
        body = deliver(self, environ, start_response)
        return super().__call__(environ, start_response) if body is None else body

    @property
    def max_cookie_size(self) -> int:  # type: ignore[override]
        """Size in bytes from which a cookie is warned about: ``MAX_COOKIE_SIZE``, 0 for never."""
        if _cv_app.get(None) is None:
            return ResponseBase.max_cookie_size
        return t.cast("int", _configured("MAX_COOKIE_SIZE"))


if not t.TYPE_CHECKING:
    __getattr__ = re_exports(__name__)
