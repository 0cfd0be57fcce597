"""Flask-Admin: pages to edit the rows of a database, for those who may."""

from __future__ import annotations

import pytest
from flask_admin import Admin, BaseView, expose
from flask_admin.contrib.sqla import ModelView
from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy

from hipflask import Flask
from hipflask.testing import FlaskClient


@pytest.fixture(autouse=True)
def admin(app: Flask) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db = SQLAlchemy(app)

    class Hill(db.Model):  # type: ignore[name-defined]
        id = db.Column(db.Integer, primary_key=True)
        name = db.Column(db.String(40), nullable=False)

    class Report(BaseView):
        @expose("/")
        def index(self) -> str:
            return f"{self.name} at {self.get_url('hill.index_view')}"

    class Closed(BaseView):
        def is_accessible(self) -> bool:
            return False

        @expose("/")
        def index(self) -> str:
            return "never"

    Babel(app)  # where it is installed, Flask-Admin translates with it
    admin = Admin(app, name="Hills")
    admin.add_view(ModelView(Hill, db, endpoint="hill"))
    admin.add_view(Report(name="Report", endpoint="report"))
    admin.add_view(Closed(name="Closed", endpoint="closed"))
    with app.app_context():
        db.create_all()


def test_rows_are_made_listed_and_deleted(client: FlaskClient) -> None:
    made = client.post("/admin/hill/new/", data={"name": "Napf"}, follow_redirects=True)
    assert "Record was successfully created." in made.text
    assert "Napf" in client.get("/admin/hill/").text
    changed = client.post("/admin/hill/edit/?id=1", data={"name": "Tödi"}, follow_redirects=True)
    assert "Tödi" in changed.text
    client.post("/admin/hill/delete/", data={"id": "1"})
    assert "Tödi" not in client.get("/admin/hill/").text


def test_views_and_static_files(client: FlaskClient) -> None:
    assert "Hills" in client.get("/admin/").text
    assert client.get("/admin/report/").text == "Report at /admin/hill/"
    assert client.get("/admin/closed/").status_code == 403
    with client.get("/admin/static/admin/css/bootstrap4/admin.css") as style:
        assert style.status_code == 200
