"""The class of the proxies."""

from __future__ import annotations

import typing as t

from werkzeug.local import LocalProxy as ProxyBase


class LocalProxy(ProxyBase[t.Any]):
    """Werkzeug's proxy; what is used most goes to the object itself without detours.

    Werkzeug's class finds out anew on each use what to call, and for whom.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> t.Any:
        return getattr(self._get_current_object(), name)

    def __setattr__(self, name: str, value: t.Any) -> None:
        setattr(self._get_current_object(), name, value)

    def __getitem__(self, key: t.Any) -> t.Any:
        return self._get_current_object()[key]

    def __setitem__(self, key: t.Any, value: t.Any) -> None:
        self._get_current_object()[key] = value
