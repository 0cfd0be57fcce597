"""flask-marshmallow: schemas with links, and of tables."""

from __future__ import annotations

import pytest
from flask_marshmallow import Marshmallow
from flask_sqlalchemy import SQLAlchemy
from marshmallow import ValidationError

from hipflask import Flask
from hipflask.testing import FlaskClient
from hipflask.typing import ResponseReturnValue


def test_schemas_of_tables_with_links(app: Flask, client: FlaskClient) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db = SQLAlchemy(app)
    ma = Marshmallow(app)

    class Hill(db.Model):  # type: ignore[name-defined]
        id = db.Column(db.Integer, primary_key=True)
        name = db.Column(db.String(40), nullable=False)

    class HillSchema(ma.SQLAlchemyAutoSchema):  # type: ignore[name-defined]
        class Meta:
            model = Hill
            load_instance = True

        links = ma.Hyperlinks({"self": ma.URLFor("hill", values={"hill_id": "<id>"})})

    @app.get("/hills/<int:hill_id>")
    def hill(hill_id: int) -> ResponseReturnValue:
        answer: ResponseReturnValue = HillSchema().jsonify(db.get_or_404(Hill, hill_id))
        return answer

    with app.app_context():
        db.create_all()
        db.session.add(HillSchema().load({"name": "Speer"}))
        db.session.commit()
        with pytest.raises(ValidationError):
            HillSchema().load({})
        answer = client.get("/hills/1")
    assert answer.get_json() == {"id": 1, "name": "Speer", "links": {"self": "/hills/1"}}
