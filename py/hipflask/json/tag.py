"""JSON that keeps more types than JSON has, by wrapping each such value in a tagged dict.

A value of type ``T`` is written as ``{" T": representation}``. The tags are those of Flask, so
session cookies can be read by either.
"""

from __future__ import annotations

import typing as t
from base64 import b64decode, b64encode
from datetime import datetime
from uuid import UUID

from markupsafe import Markup
from werkzeug.http import http_date, parse_date

from ._functions import dumps, loads


class JSONTag:
    """Base of tags: how one type is recognised, written and read.

    :param serializer: the serializer the tag belongs to, for values that hold others
    """

    __slots__ = ("serializer",)

    #: The key that marks the value. Empty for a tag that only passes over a container.
    key: str = ""

    def __init__(self, serializer: TaggedJSONSerializer) -> None:
        self.serializer = serializer

    def check(self, value: t.Any) -> bool:
        """Whether this tag is for ``value``. Subclasses must override this."""
        raise TypeError(f"{type(self).__name__} must override check().")

    def to_json(self, value: t.Any) -> t.Any:
        """The JSON representation of ``value``, without the tag. Subclasses must override this."""
        raise TypeError(f"{type(self).__name__} must override to_json().")

    def to_python(self, value: t.Any) -> t.Any:
        """The value a representation stands for; the tag has been taken off already."""
        raise TypeError(f"{type(self).__name__} must override to_python().")

    def tag(self, value: t.Any) -> dict[str, t.Any]:
        """The representation of ``value``, wrapped in its tag."""
        return {self.key: self.to_json(value)}


class TagDict(JSONTag):
    """A dict of one item whose key looks like a tag: its key is marked with a double underscore."""

    __slots__ = ()
    key = " di"

    def check(self, value: t.Any) -> bool:
        return (
            isinstance(value, dict)
            and len(value) == 1
            and next(iter(value)) in self.serializer.tags
        )

    def to_json(self, value: t.Any) -> t.Any:
        [(key, inner)] = value.items()
        return {f"{key}__": self.serializer.tag(inner)}

    def to_python(self, value: t.Any) -> t.Any:
        [(key, inner)] = value.items()
        return {key[:-2]: inner}


class PassDict(JSONTag):
    """Any other dict: its values are tagged, itself it isn't."""

    __slots__ = ()

    def check(self, value: t.Any) -> bool:
        return isinstance(value, dict)

    def to_json(self, value: t.Any) -> t.Any:
        tag = self.serializer.tag
        return {key: tag(inner) for key, inner in value.items()}

    tag = to_json


class TagTuple(JSONTag):
    """A tuple, as a list."""

    __slots__ = ()
    key = " t"

    def check(self, value: t.Any) -> bool:
        return isinstance(value, tuple)

    def to_json(self, value: t.Any) -> t.Any:
        return [self.serializer.tag(item) for item in value]

    def to_python(self, value: t.Any) -> t.Any:
        return tuple(value)


class PassList(JSONTag):
    """A list: its items are tagged, itself it isn't."""

    __slots__ = ()

    def check(self, value: t.Any) -> bool:
        return isinstance(value, list)

    def to_json(self, value: t.Any) -> t.Any:
        return [self.serializer.tag(item) for item in value]

    tag = to_json


class TagBytes(JSONTag):
    """Bytes, as base64."""

    __slots__ = ()
    key = " b"

    def check(self, value: t.Any) -> bool:
        return isinstance(value, bytes)

    def to_json(self, value: t.Any) -> t.Any:
        return b64encode(value).decode("ascii")

    def to_python(self, value: t.Any) -> t.Any:
        return b64decode(value)


class TagMarkup(JSONTag):
    """An object with ``__html__``, which comes back as :class:`~markupsafe.Markup`."""

    __slots__ = ()
    key = " m"

    def check(self, value: t.Any) -> bool:
        return callable(getattr(value, "__html__", None))

    def to_json(self, value: t.Any) -> t.Any:
        return str(value.__html__())

    def to_python(self, value: t.Any) -> t.Any:
        return Markup(value)


class TagUUID(JSONTag):
    """A UUID, as its 32 hexadecimal digits."""

    __slots__ = ()
    key = " u"

    def check(self, value: t.Any) -> bool:
        return isinstance(value, UUID)

    def to_json(self, value: t.Any) -> t.Any:
        return value.hex

    def to_python(self, value: t.Any) -> t.Any:
        return UUID(value)


class TagDateTime(JSONTag):
    """A datetime, as an HTTP date (RFC 9110 §5.6.7): to the second, and in UTC."""

    __slots__ = ()
    key = " d"

    def check(self, value: t.Any) -> bool:
        return isinstance(value, datetime)

    def to_json(self, value: t.Any) -> t.Any:
        return http_date(value)

    def to_python(self, value: t.Any) -> t.Any:
        return parse_date(value)


class TaggedJSONSerializer:
    """Serialises to compact JSON and back, with the types its tags know.

    Beside JSON's own: ``dict`` tuples, ``bytes``, ``Markup``, ``UUID`` and ``datetime``.
    """

    __slots__ = ("order", "tags")

    #: The tags of a new serializer, in the order they are asked.
    default_tags: t.ClassVar[list[type[JSONTag]]] = [
        TagDict,
        PassDict,
        TagTuple,
        PassList,
        TagBytes,
        TagMarkup,
        TagUUID,
        TagDateTime,
    ]

    def __init__(self) -> None:
        #: Tags by key.
        self.tags: dict[str, JSONTag] = {}
        #: Tags in the order they are asked.
        self.order: list[JSONTag] = []
        for tag_class in self.default_tags:
            self.register(tag_class)

    def register(
        self, tag_class: type[JSONTag], force: bool = False, index: int | None = None
    ) -> None:
        """Add a tag.

        :param force: replace a tag of the same key
        :param index: where in the order; at the end by default. A subclass of a type that has a tag
            must come before it.
        :raises KeyError: there is a tag of the same key, and ``force`` is not set
        """
        tag = tag_class(self)
        if tag.key:
            if not force and tag.key in self.tags:
                raise KeyError(f"The tag {tag.key!r} is registered already; pass force=True.")
            self.tags[tag.key] = tag
        self.order.insert(len(self.order) if index is None else index, tag)

    def tag(self, value: t.Any) -> t.Any:
        """``value`` with tags wherever needed, ready to be written as JSON."""
        for tag in self.order:
            if tag.check(value):
                return tag.tag(value)
        return value

    def untag(self, value: dict[str, t.Any]) -> t.Any:
        """The value a tagged dict stands for; any other dict is returned as it is."""
        if len(value) != 1:
            return value
        key = next(iter(value))
        return self.tags[key].to_python(value[key]) if key in self.tags else value

    def _untag_all(self, value: t.Any) -> t.Any:
        if isinstance(value, dict):
            # Inside out: the parts of a tagged value are tagged themselves.
            return self.untag({key: self._untag_all(inner) for key, inner in value.items()})
        if isinstance(value, list):
            return [self._untag_all(item) for item in value]
        return value

    def dumps(self, value: t.Any) -> str:
        """Serialise to a compact string."""
        return dumps(self.tag(value), separators=(",", ":"))

    def loads(self, value: str) -> t.Any:
        """Deserialise what :meth:`dumps` wrote."""
        return self._untag_all(loads(value))
