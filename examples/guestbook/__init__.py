"""The summit book: a guestbook for a mountain hut, as a complete small application.

``create_app`` puts the parts together. Each of them is a module with one idea: the database
(``db``), what is kept in it (``book``, ``members``), what visitors send (``forms``, ``pictures``),
and the views, one blueprint a module (``entries``, ``accounts``, ``api``).
"""

from __future__ import annotations

import typing as t
from pathlib import Path

from hipflask import Flask

from . import accounts, api, csrf, db, entries, errors, formatting, secret, settings

if t.TYPE_CHECKING:
    from collections.abc import Mapping


def create_app(
    config: Mapping[str, t.Any] | None = None, *, instance_path: str | None = None
) -> Flask:
    """Make the application.

    :param config: settings that win over the defaults and over the instance's ``config.py``.
    :param instance_path: the absolute path of the folder for everything that the application
        writes: its database, the uploaded pictures and the secret key.
    """
    app = Flask(__name__, instance_path=instance_path, instance_relative_config=True)
    instance = Path(app.instance_path)
    instance.mkdir(parents=True, exist_ok=True)

    app.config.from_object(settings)
    app.config.from_pyfile("config.py", silent=True)
    app.config.from_mapping(config or {})
    if not app.config["SECRET_KEY"]:
        app.config["SECRET_KEY"] = secret.load_or_create(instance / "secret_key")

    app.register_blueprint(entries.bp)
    app.register_blueprint(accounts.bp, url_prefix="/account")
    app.register_blueprint(api.bp, url_prefix="/api")

    db.init_app(app)
    csrf.init_app(app)
    errors.init_app(app)
    formatting.init_app(app)
    return app
