"""Subclasses of what the framework offers for it, and where applications get them from."""

from __future__ import annotations

import json
import typing as t

from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import BaseConverter, Map, Rule
from werkzeug.test import TestResponse

import hipflask
from hipflask import Blueprint, Config, Flask, Request, Response, current_app, request
from hipflask.json.provider import DefaultJSONProvider, JSONProvider
from hipflask.json.tag import JSONTag, TaggedJSONSerializer
from hipflask.sessions import SecureCookieSessionInterface, SessionInterface, SessionMixin
from hipflask.testing import FlaskClient, FlaskCliRunner
from hipflask.typing import ResponseReturnValue, RouteCallable
from hipflask.views import MethodView, View


class OwnRequest(Request):
    @property
    def tenant(self) -> str:
        return self.headers.get("X-Tenant", "")


class OwnResponse(Response):
    default_mimetype = "application/xhtml+xml"


class OwnConfig(Config):
    def number(self, key: str) -> int:
        return int(self[key])


class OwnClient(FlaskClient):
    def look(self, path: str) -> TestResponse:
        return self.get(path, headers={"X-Tenant": "one"})


class OwnJSON(JSONProvider):
    def dumps(self, obj: t.Any, **kwargs: t.Any) -> str:
        return json.dumps(obj, **kwargs)

    def loads(self, s: str | bytes, **kwargs: t.Any) -> t.Any:
        return json.loads(s, **kwargs)


class ShortJSON(DefaultJSONProvider):
    sort_keys = False
    compact = True


class Memory(dict[str, t.Any], SessionMixin):
    """A session that is kept in this process."""


class MemoryInterface(SessionInterface):
    def __init__(self) -> None:
        self.session = Memory()

    def open_session(self, app: Flask, request: Request) -> Memory:
        return self.session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        response.headers["X-Saved"] = str(len(session))


class SetTag(JSONTag):
    __slots__ = ()
    key = " s"

    def check(self, value: t.Any) -> bool:
        return isinstance(value, set)

    def to_json(self, value: t.Any) -> t.Any:
        return sorted(value)

    def to_python(self, value: t.Any) -> t.Any:
        return set(value)


class Letters(BaseConverter):
    regex = "[a-z]+"


class OwnFlask(Flask):
    request_class = OwnRequest
    response_class = OwnResponse
    config_class = OwnConfig
    json_provider_class = OwnJSON
    session_interface = MemoryInterface()
    test_client_class = OwnClient
    test_cli_runner_class = FlaskCliRunner
    url_rule_class = Rule
    url_map_class = Map

    def make_response(self, rv: t.Any) -> Response:
        return super().make_response("empty" if rv is None else rv)

    def dispatch_request(self) -> ResponseReturnValue:
        return super().dispatch_request()

    def process_response(self, response: Response) -> Response:
        response.headers["X-Own"] = "1"
        return super().process_response(response)

    def handle_exception(self, e: Exception) -> Response:
        return super().handle_exception(e)

    def select_jinja_autoescape(self, filename: str | None) -> bool:
        return True


class OwnBlueprint(Blueprint):
    def documented_route(self, rule: str) -> t.Callable[[RouteCallable], RouteCallable]:
        return self.route(rule)


def login_required(view: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
    return view


class Page(View):
    methods: t.ClassVar[list[str]] = ["GET", "POST"]
    decorators: t.ClassVar = [login_required]
    init_every_request = False

    def __init__(self, title: str) -> None:
        self.title = title

    def dispatch_request(self, number: int = 0) -> str:
        return f"{self.title} {number}"


class Items(MethodView):
    def get(self) -> list[str]:
        return ["one"]

    async def post(self) -> tuple[dict[str, str], int]:
        return {"made": "one"}, 201

    def delete(self) -> ResponseReturnValue:
        return "", 204


app = OwnFlask(__name__)
app.url_map.converters["letters"] = Letters
app.add_url_rule("/page", view_func=Page.as_view("page", "Title"))
app.add_url_rule("/page/<int:number>", view_func=Page.as_view("numbered", title="Title"))
app.add_url_rule("/items", view_func=Items.as_view("items"))

bp = OwnBlueprint("own", __name__)


@bp.documented_route("/tenant")
def tenant() -> ResponseReturnValue:
    t.assert_type(current_app, Flask)
    assert isinstance(request, OwnRequest)
    t.assert_type(request.tenant, str)
    hipflask.session["tenant"] = request.tenant
    return {"tenant": request.tenant}


app.register_blueprint(bp)

signed = Flask("signed", root_path=".")
signed.json = ShortJSON(signed)
signed.session_interface = SecureCookieSessionInterface()
serializer = TaggedJSONSerializer()
serializer.register(SetTag, index=0)

t.assert_type(app.json, JSONProvider)
t.assert_type(
    SecureCookieSessionInterface().get_signing_serializer(app),
    URLSafeTimedSerializer | None,
)
