"""How an application reads and writes JSON: the interface, and the one that is used by default."""

from __future__ import annotations

import json
import typing as t
import weakref
from datetime import date

if t.TYPE_CHECKING:
    from ..sansio.app import App
    from ..wrappers import Response


class JSONProvider:
    """Base of providers: implement :meth:`dumps` and :meth:`loads`.

    :param app: held weakly
    """

    def __init__(self, app: App) -> None:
        self._app: App = weakref.proxy(app)

    def dumps(self, obj: t.Any, **kwargs: t.Any) -> str:
        """Serialise ``obj`` to a string. Subclasses must override this."""
        raise TypeError(f"{type(self).__name__} must override dumps() to write JSON.")

    def dump(self, obj: t.Any, fp: t.IO[str], **kwargs: t.Any) -> None:
        """Serialise ``obj`` into a text file."""
        fp.write(self.dumps(obj, **kwargs))

    def loads(self, s: str | bytes, **kwargs: t.Any) -> t.Any:
        """Deserialise a string or bytes. Subclasses must override this."""
        raise TypeError(f"{type(self).__name__} must override loads() to read JSON.")

    def load(self, fp: t.IO[t.AnyStr], **kwargs: t.Any) -> t.Any:
        """Deserialise what a file holds."""
        return self.loads(fp.read(), **kwargs)

    def _prepare_response_obj(self, args: tuple[t.Any, ...], kwargs: dict[str, t.Any]) -> t.Any:
        if args and kwargs:
            raise TypeError("Pass either positional or keyword arguments, not both.")
        if not args:
            return kwargs or None
        return args[0] if len(args) == 1 else args

    def response(self, *args: t.Any, **kwargs: t.Any) -> Response:
        """A JSON response of the arguments, as :func:`hipflask.jsonify` describes."""
        obj = self._prepare_response_obj(args, kwargs)
        response: Response = self._app.response_class(self.dumps(obj), mimetype="application/json")
        return response


def _default(o: t.Any) -> t.Any:
    """Serialise the types that :mod:`json` doesn't know."""
    if isinstance(o, date):
        from werkzeug.http import http_date

        return http_date(o)
    if hasattr(o, "__html__"):
        return str(o.__html__())

    import dataclasses
    import decimal
    import uuid

    if isinstance(o, (decimal.Decimal, uuid.UUID)):
        return str(o)
    if dataclasses.is_dataclass(o) and not isinstance(o, type):
        return dataclasses.asdict(o)
    raise TypeError(f"Object of type {type(o).__name__} is not JSON serializable")


class DefaultJSONProvider(JSONProvider):
    """The standard library's :mod:`json`, with a few more types.

    ``date`` and ``datetime`` become RFC 9110 dates, ``Decimal`` and ``UUID`` strings, dataclasses
    dicts, and objects with ``__html__`` what that returns.
    """

    #: Serialises objects of other types; raises :exc:`TypeError` for what it doesn't know.
    default: t.Callable[[t.Any], t.Any] = staticmethod(_default)
    #: Write characters outside ASCII as escapes.
    ensure_ascii = True
    #: Sort the keys of dicts, which makes responses cacheable. Keys must then be comparable.
    sort_keys = True
    #: Write responses without white space: ``None`` means unless in debug mode.
    compact: bool | None = None
    #: The mimetype of responses.
    mimetype = "application/json"

    def dumps(self, obj: t.Any, **kwargs: t.Any) -> str:
        """Serialise ``obj``; ``kwargs`` for :func:`json.dumps` replace the class's defaults."""
        kwargs.setdefault("default", self.default)
        kwargs.setdefault("ensure_ascii", self.ensure_ascii)
        kwargs.setdefault("sort_keys", self.sort_keys)
        return json.dumps(obj, **kwargs)

    def loads(self, s: str | bytes, **kwargs: t.Any) -> t.Any:
        """Deserialise; ``kwargs`` go to :func:`json.loads`."""
        return json.loads(s, **kwargs)

    def response(self, *args: t.Any, **kwargs: t.Any) -> Response:
        """A JSON response that ends in a line feed; indented in debug mode unless compact."""
        obj = self._prepare_response_obj(args, kwargs)
        options: dict[str, t.Any] = {}
        if self.compact or (self.compact is None and not self._app.debug):
            options["separators"] = (",", ":")
        else:
            options["indent"] = 2
        response: Response = self._app.response_class(
            f"{self.dumps(obj, **options)}\n", mimetype=self.mimetype
        )
        return response
