"""Imports Flask by its own name and by those of its modules."""

from importlib.metadata import version

import flask.views
from flask import Flask, jsonify
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)


@app.get("/")  # type: ignore[untyped-decorator]
def index() -> flask.Response:
    hashed = generate_password_hash("secret")
    return jsonify(
        modules=[Flask.__module__, flask.views.MethodView.__module__],
        version=version("flask"),
        checked=check_password_hash(hashed, "secret"),
        refused=check_password_hash(hashed, "Secret"),
    )
