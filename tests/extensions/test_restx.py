"""flask-restx: resources with models, and the page that describes them."""

from __future__ import annotations

import json

import pytest
from flask_restx import Api, Resource, fields

from hipflask import Flask
from hipflask.testing import FlaskClient

# It validates by way of a class that jsonschema is about to drop.
pytestmark = pytest.mark.filterwarnings(
    "ignore:jsonschema.RefResolver is deprecated:DeprecationWarning"
)


@pytest.fixture(autouse=True)
def api(app: Flask) -> Api:
    api = Api(app, version="2.0", title="Hills", validate=True)
    space = api.namespace("hills", description="All of them")
    hill = api.model("Hill", {"name": fields.String(required=True), "height": fields.Integer})

    @space.route("/<int:hill_id>")
    class Hill(Resource):
        @space.marshal_with(hill)
        def get(self, hill_id: int) -> dict[str, object]:
            if hill_id != 1:
                space.abort(404, "No such hill.")
            return {"name": "Säntis", "height": 2502, "secret": True}

        @space.expect(hill)
        def put(self, hill_id: int) -> tuple[object, int]:
            return api.payload, 202

    @api.errorhandler(LookupError)
    def lost(error: LookupError) -> tuple[dict[str, str], int]:
        return {"message": "lost"}, 410

    return api


def test_resources(client: FlaskClient) -> None:
    assert client.get("/hills/1").get_json() == {"name": "Säntis", "height": 2502}
    missing = client.get("/hills/2")
    assert missing.status_code == 404
    assert missing.get_json()["message"].startswith("No such hill.")
    assert client.put("/hills/1", json={"name": "x"}).status_code == 202
    assert "name" in client.put("/hills/1", json={}).get_json()["errors"]


def test_the_description(client: FlaskClient) -> None:
    document = json.loads(client.get("/swagger.json").text)
    assert document["info"]["title"] == "Hills"
    assert "/hills/{hill_id}" in document["paths"]
    page = client.get("/")
    assert page.status_code == 200
    assert "/swaggerui/swagger-ui-bundle.js" in page.text
    with client.get("/swaggerui/swagger-ui.css") as style:
        assert style.mimetype == "text/css"
