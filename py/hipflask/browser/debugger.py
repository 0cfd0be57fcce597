"""Werkzeug's interactive debugger, for sites that are built in debug mode."""

from __future__ import annotations

import typing as t
from contextlib import AbstractContextManager, nullcontext

import werkzeug.debug
from werkzeug.debug import DebuggedApplication

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment


class Debugger(DebuggedApplication):
    """Answers an exception with its traceback, and evaluates expressions in the frames.

    There is no PIN to be entered, and no host to be distrusted: what is evaluated runs in the
    browser of whoever asks for it, where the site's files can be changed as well. Other sites
    don't know the secret that each evaluation needs.

    :param app: the application, whose exceptions reach its server.
    """

    def __init__(self, app: WSGIApplication) -> None:
        names = vars(werkzeug.debug)
        counter = names["Value"]
        # It counts wrong PINs, for several processes, which do not exist here.
        names["Value"] = _Counter
        try:
            super().__init__(app, evalex=True, pin_security=False)
        finally:
            names["Value"] = counter

    def check_host_trust(self, environ: WSGIEnvironment) -> bool:
        """Trust any host: no name server can lead a request to another worker."""
        return True


class _Counter:
    """As much of :func:`multiprocessing.Value` as the debugger uses."""

    def __init__(self, typecode: str) -> None:
        self.value = 0

    def get_lock(self) -> AbstractContextManager[None]:
        return nullcontext()
