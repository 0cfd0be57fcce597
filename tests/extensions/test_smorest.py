"""flask-smorest: blueprints with schemas, and their OpenAPI document."""

from __future__ import annotations

import marshmallow as ma
from flask_smorest import Api, Blueprint, abort

from hipflask import Flask
from hipflask.testing import FlaskClient
from hipflask.views import MethodView


class HillSchema(ma.Schema):
    name = ma.fields.String(required=True)
    height = ma.fields.Integer(validate=ma.validate.Range(min=0))


def test_a_blueprint_of_resources(app: Flask, client: FlaskClient) -> None:
    app.config.update(
        API_TITLE="Hills",
        API_VERSION="1",
        OPENAPI_VERSION="3.0.3",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_SWAGGER_UI_PATH="/docs",
        OPENAPI_SWAGGER_UI_URL="/ui/",
    )
    api = Api(app)
    bp = Blueprint("hills", "hills", url_prefix="/hills", description="All of them")
    hills: list[dict[str, object]] = []

    @bp.route("/")
    class Hills(MethodView):
        @bp.response(200, HillSchema(many=True))
        @bp.paginate()
        def get(self, pagination_parameters: object) -> list[dict[str, object]]:
            pagination_parameters.item_count = len(hills)  # type: ignore[attr-defined]
            return hills

        @bp.arguments(HillSchema)
        @bp.response(201, HillSchema)
        def post(self, hill: dict[str, object]) -> dict[str, object]:
            if hill in hills:
                abort(409, message="There is one.")
            hills.append(hill)
            return hill

    api.register_blueprint(bp)
    assert client.post("/hills/", json={"name": "Rigi", "height": 1798}).status_code == 201
    conflict = client.post("/hills/", json={"name": "Rigi", "height": 1798})
    assert (conflict.status_code, conflict.get_json()["message"]) == (409, "There is one.")
    wrong = client.post("/hills/", json={"height": -1})
    assert wrong.status_code == 422
    assert set(wrong.get_json()["errors"]["json"]) == {"name", "height"}
    listed = client.get("/hills/?page=1")
    assert listed.get_json() == [{"name": "Rigi", "height": 1798}]
    assert '"total": 1' in listed.headers["X-Pagination"]
    assert "/hills/" in client.get("/openapi.json").get_json()["paths"]
    assert "swagger" in client.get("/docs").text.lower()
