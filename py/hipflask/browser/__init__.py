"""The browser side: hosts a WSGI application for requests that a service worker intercepts.

Only the modules ``bridge`` and ``event_loop`` need Pyodide; the rest is plain Python and runs
anywhere.
"""

from . import state
from .environ import build_environ
from .gateway import Exchange, Gateway
from .host import Host, HostConfig

__all__ = ["Exchange", "Gateway", "Host", "HostConfig", "build_environ", "state"]
