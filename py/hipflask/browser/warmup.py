"""What is done before the interpreter is frozen, so that no start has to do it again."""

from __future__ import annotations

import importlib

from . import coroutines, passwords, restrictions, sqlite_dbm, sqlite_waiting, template_cache
from .environ import build_environ
from .gateway import Gateway

#: Modules that nearly each application needs: they travel in the memory of each site, and take
#: twice the room there. Only those belong here that open no file and start no thread when they are
#: imported, and keep no secret made then.
LIKELY_MODULES = (
    "hipflask",
    "hipflask.cli.discovery",
    "hipflask.compat",
    "hipflask.views",
    "dataclasses",
    "hashlib",
    "secrets",
    "sqlite3",
    "werkzeug.security",
)

_TEMPLATE = """\
{% macro link(name) %}<a href="{{ url_for('index', name=name) }}">{{ name|title }}</a>{% endmacro %}
{% for name in names if name %}{{ loop.index }} {{ link(name) }}{% else %}{{ g }}{% endfor %}
{% with messages = get_flashed_messages() %}{{ messages|length }}{% endwith %}
"""


def preload() -> None:
    """Import likely modules and answer a request, which imports what is imported on first use."""
    for name in LIKELY_MODULES:
        importlib.import_module(name)
    passwords.install()
    restrictions.install()
    sqlite_waiting.install()
    sqlite_dbm.install()
    coroutines.install()
    template_cache.install()
    _answer_a_request()


def _answer_a_request() -> None:
    import hipflask

    app = hipflask.Flask(__name__)
    app.secret_key = "of a throw-away application"

    @app.route("/", methods=["GET", "POST"])
    def index() -> str:
        hipflask.session["names"] = hipflask.request.form.getlist("name")
        hipflask.flash("Hello")
        return hipflask.render_template_string(_TEMPLATE, names=["ada", ""])

    form = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nada\r\n--x--\r\n'
    headers = [("Content-Type", "multipart/form-data; boundary=x")]
    environ = build_environ("POST", "http://localhost/", "", headers, form)
    Gateway(app).handle(environ).read()
