"""Flask-WTF: forms that are filled, validated and protected."""

from __future__ import annotations

import io
import re

from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.file import FileAllowed, FileField
from wtforms import EmailField, StringField
from wtforms.validators import DataRequired, Email

from hipflask import Flask, jsonify, render_template_string
from hipflask.testing import FlaskClient
from hipflask.typing import ResponseReturnValue


class Enrolment(FlaskForm):
    name = StringField("Name", validators=[DataRequired()])
    email = EmailField("Email", validators=[Email()])
    picture = FileField("Picture", validators=[FileAllowed(["png"])])


def add_form(app: Flask) -> None:
    @app.route("/", methods=["GET", "POST"])
    def enrol() -> ResponseReturnValue:
        form = Enrolment()
        if form.validate_on_submit():
            return jsonify(name=form.name.data, picture=form.picture.data.filename)
        if form.is_submitted():
            return jsonify(form.errors), 422
        return render_template_string("{{ form.hidden_tag() }}{{ form.name }}", form=form)


def token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_form_with_a_file_is_read(app: Flask, client: FlaskClient) -> None:
    add_form(app)
    data = {
        "csrf_token": token(client.get("/").text),
        "name": "Ada",
        "email": "ada@example.org",
        "picture": (io.BytesIO(b"x"), "ada.png"),
    }
    assert client.post("/", data=data).get_json() == {"name": "Ada", "picture": "ada.png"}


def test_mistakes_are_found(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    add_form(app)
    answer = client.post("/", data={"email": "ada", "picture": (io.BytesIO(b"x"), "ada.exe")})
    assert answer.status_code == 422
    assert set(answer.get_json()) == {"name", "email", "picture"}


def test_a_post_without_a_token_is_refused(app: Flask, client: FlaskClient) -> None:
    CSRFProtect(app)

    @app.route("/plain", methods=["GET", "POST"])
    def plain() -> str:
        return render_template_string("name='csrf_token' value='{{ csrf_token() }}'")

    assert client.post("/plain").status_code == 400
    page = client.get("/plain").text.replace("'", '"')
    assert client.post("/plain", data={"csrf_token": token(page)}).status_code == 200
    assert client.post("/plain", headers={"X-CSRFToken": token(page)}).status_code == 200
