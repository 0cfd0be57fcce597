"""Imports Flask by its own name and by those of its modules."""

from importlib.metadata import version

import flask
from flask import Flask, jsonify
from flask.views import MethodView
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)


class Index(MethodView):
    def get(self) -> flask.Response:
        hashed = generate_password_hash("secret")
        return jsonify(
            module=Flask.__module__,
            version=version("flask"),
            checked=check_password_hash(hashed, "secret"),
            refused=check_password_hash(hashed, "Secret"),
        )


app.add_url_rule("/", view_func=Index.as_view("index"))
