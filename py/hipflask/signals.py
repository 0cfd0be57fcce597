"""The signals an application sends, and the namespace they live in.

Receivers are called with the application as sender. See Blinker's documentation for how to connect.
"""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

#: A template is about to be rendered; sent with ``template`` and ``context``.
before_render_template = _signals.signal("before-render-template")
#: A template was rendered; sent with ``template`` and ``context``.
template_rendered = _signals.signal("template-rendered")
#: The request context is in place and no request function has run yet.
request_started = _signals.signal("request-started")
#: The response is complete and about to be sent; sent with ``response``.
request_finished = _signals.signal("request-finished")
#: The request's teardown functions have run; sent with ``exc``.
request_tearing_down = _signals.signal("request-tearing-down")
#: An unhandled exception ended a request; sent with ``exception``.
got_request_exception = _signals.signal("got-request-exception")
#: The application context's teardown functions have run; sent with ``exc``.
appcontext_tearing_down = _signals.signal("appcontext-tearing-down")
#: An application context became the active one.
appcontext_pushed = _signals.signal("appcontext-pushed")
#: An application context is no longer active.
appcontext_popped = _signals.signal("appcontext-popped")
#: A message was flashed; sent with ``message`` and ``category``.
message_flashed = _signals.signal("message-flashed")
