"""The context variables, and the proxies through which user code reads them.

These two variables are the only global state of the framework.
"""

from __future__ import annotations

import typing as t
from contextvars import ContextVar

from ._proxy import LocalProxy

if t.TYPE_CHECKING:
    from .app import Flask
    from .ctx import AppContext, RequestContext, _AppCtxGlobals
    from .sessions import SessionMixin
    from .wrappers import Request

_NO_APP = """\
Working outside of application context.

`current_app`, `g` and whatever needs them work only while an application context is active.
Where to go, depending on where this code runs:
  * a script, a thread or a test: `with app.app_context():`
  * a command: register it with `@app.cli.command()` or decorate it with `@with_appcontext`
  * an extension being set up: use the application passed to `init_app(app)`
  * a blueprint being set up: use `state.app` in a function given to `Blueprint.record()`
  * the module's top level: move it into the application factory, where `app` is at hand\
"""
_NO_REQUEST = """\
Working outside of request context.

`request`, `session` and whatever needs them work only while a request is being handled.
Where to go, depending on where this code runs:
  * a test or a shell: `with app.test_request_context("/path"):` or `app.test_client()`
  * before each request: `@app.before_request`; after it: `@app.after_request`
  * a generator that streams a response: `@stream_with_context`
  * a thread or greenlet started by a view: `@copy_current_request_context`
  * the module's top level: pass the values in from a view\
"""

_cv_app: ContextVar[AppContext] = ContextVar("hipflask.app_ctx")
_cv_request: ContextVar[RequestContext] = ContextVar("hipflask.request_ctx")


def _proxy(variable: ContextVar[t.Any], attribute: str | None, unbound: str) -> t.Any:
    return LocalProxy(variable, attribute, unbound_message=unbound)


#: The active application context.
app_ctx: AppContext = _proxy(_cv_app, None, _NO_APP)
#: The application of the active application context.
current_app: Flask = _proxy(_cv_app, "app", _NO_APP)
#: A namespace that lives as long as the application context.
g: _AppCtxGlobals = _proxy(_cv_app, "g", _NO_APP)
#: The active request context.
request_ctx: RequestContext = _proxy(_cv_request, None, _NO_REQUEST)
#: The request being handled.
request: Request = _proxy(_cv_request, "request", _NO_REQUEST)
#: The session of the request being handled.
session: SessionMixin = _proxy(_cv_request, "session", _NO_REQUEST)
