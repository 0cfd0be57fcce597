"""The Tideline: a journal that several people write, with four of Flask's extensions.

Flask-SQLAlchemy keeps the posts (``models``), Flask-Migrate brings the database up to date when
the application starts (``migrations``), Flask-Login knows who is here (``accounts``) and Flask-WTF
reads and protects the forms (``forms``). It imports ``flask`` as any such application does; with
``hipflask run --flask-alias``, and in the browser, that is hipflask.
"""

from __future__ import annotations

import typing as t
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from . import accounts, errors, formatting, posts, secret
from .extensions import csrf, db, login, migrate

if t.TYPE_CHECKING:
    from collections.abc import Mapping

MIGRATIONS = str(Path(__file__).with_name("migrations"))


def create_app(
    config: Mapping[str, t.Any] | None = None, *, instance_path: str | None = None
) -> Flask:
    """Make the application, with its database at the newest version of the schema.

    :param config: settings that win over the defaults and over the instance's ``config.py``.
    :param instance_path: the absolute path of the folder for the database and the secret key.
    """
    app = Flask(__name__, instance_path=instance_path, instance_relative_config=True)
    instance = Path(app.instance_path)
    instance.mkdir(parents=True, exist_ok=True)
    app.config.from_mapping(
        SQLALCHEMY_DATABASE_URI="sqlite:///tideline.sqlite",  # in the instance folder
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=100_000,
        POSTS_PER_PAGE=5,
    )
    app.config.from_pyfile("config.py", silent=True)
    app.config.from_mapping(config or {})
    if not app.config["SECRET_KEY"]:
        app.config["SECRET_KEY"] = secret.load_or_create(instance / "secret_key")

    db.init_app(app)
    migrate.init_app(app, db, directory=MIGRATIONS)
    login.init_app(app)
    csrf.init_app(app)
    errors.init_app(app)
    formatting.init_app(app)
    app.register_blueprint(posts.bp)
    app.register_blueprint(accounts.bp, url_prefix="/account")
    with app.app_context():
        upgrade()
    return app
