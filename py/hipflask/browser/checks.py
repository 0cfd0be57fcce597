"""What an application may hand to the gateway (:pep:`3333`), and words for what it may not."""

from __future__ import annotations

import re

_STATUS = re.compile(r"([1-9][0-9]{2})(?: ([^\r\n\0]*))?")
_LINE = re.compile(r"[^\r\n\0]*")


def check_bytes(data: object) -> None:
    """See that a part of a body is ``bytes``.

    :raises TypeError: it is something else.
    """
    if not isinstance(data, bytes):
        raise TypeError(f"A WSGI application must yield bytes, not {type(data).__name__}.")


def read_status(status: str) -> tuple[int, str]:
    """Return the number and the reason of a status such as ``"404 Not Found"``.

    :raises TypeError: it is no string.
    :raises ValueError: it is none that a status line can hold.
    """
    read = _STATUS.fullmatch(status)
    if read is None:
        raise ValueError(f"A status is three digits, a space and a reason, not {status!r}.")
    return int(read[1]), read[2] or ""


def read_headers(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return a copy of header fields, each of which fits into a line.

    :raises TypeError: they are no pairs of strings.
    :raises ValueError: there is a line break or a NUL in one.
    """
    fields = [(name, value) for name, value in headers]
    for name, value in fields:
        if not (isinstance(name, str) and isinstance(value, str)):
            raise TypeError(f"A header field is a pair of str, not {(name, value)!r}.")
        if not _LINE.fullmatch(name + value):
            raise ValueError(f"A header field must not have line breaks: {name!r}: {value!r}.")
    return fields
