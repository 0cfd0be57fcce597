"""The extensions, made before there is an application so that every module can import them."""

from __future__ import annotations

from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """What all tables have in common."""


db = SQLAlchemy(model_class=Base)
migrate = Migrate(render_as_batch=True)  # for SQLite cannot alter much of a table in place
csrf = CSRFProtect()

login = LoginManager()
login.login_view = "accounts.sign_in"
login.login_message = "Sign in first, then you can write."
login.login_message_category = "note"
