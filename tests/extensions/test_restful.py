"""Flask-RESTful: resources, parsed arguments and errors as JSON."""

from __future__ import annotations

from flask_restful import Api, Resource, abort, fields, marshal_with, reqparse

from hipflask import Blueprint, Flask
from hipflask.testing import FlaskClient


def add_api(app: Flask) -> None:
    parser = reqparse.RequestParser()
    parser.add_argument("number", type=int, required=True, help="a number")

    class Double(Resource):
        @marshal_with({"result": fields.Integer})
        def post(self) -> tuple[dict[str, int], int, dict[str, str]]:
            number = parser.parse_args()["number"]
            return {"result": 2 * number, "left out": 1}, 201, {"X-Made": "here"}

        def get(self) -> None:
            abort(418, message="Tea only.")

    bp = Blueprint("api", __name__)
    Api(bp).add_resource(Double, "/double")
    app.register_blueprint(bp, url_prefix="/api")


def test_a_resource(app: Flask, client: FlaskClient) -> None:
    add_api(app)
    answer = client.post("/api/double", json={"number": 4})
    assert (answer.status_code, answer.get_json()) == (201, {"result": 8})
    assert answer.headers["X-Made"] == "here"


def test_errors(app: Flask, client: FlaskClient) -> None:
    add_api(app)

    @app.get("/plain")
    def plain() -> str:
        raise LookupError

    wrong = client.post("/api/double", json={"number": "x"})
    assert (wrong.status_code, wrong.get_json()) == (400, {"message": {"number": "a number"}})
    assert client.get("/api/double").get_json() == {"message": "Tea only."}
    assert client.put("/api/double").status_code == 405
    assert client.get("/api/double").status_code == 418
    assert "<title>404" in client.get("/nowhere").text
