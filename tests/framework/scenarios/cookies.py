"""Sessions in cookies: what touches them, what refreshes them, and who may read them."""

from __future__ import annotations

import importlib
import typing as t
from copy import copy
from functools import partial

from itsdangerous import TimestampSigner

from ._common import make_app, outcome, scenario, seen, visit

#: What code does to a session; each counts as access, as a change, as both or as neither.
TOUCHES: dict[str, t.Callable[[t.Any], t.Any]] = {
    "nothing": lambda s: None,
    "in": lambda s: "a" in s,
    "len": len,
    "iter": list,
    "bool": bool,
    "get": lambda s: s.get("a"),
    "item": lambda s: s["a"],
    "missing": lambda s: s["none"],
    "keys": lambda s: sorted(s.keys()),
    "items": lambda s: sorted(s.items()),
    "values": lambda s: list(s.values()),
    "repr": repr,
    "eq": lambda s: s == {},
    "setdefault": lambda s: s.setdefault("a", 5),
    "setdefault new": lambda s: s.setdefault("b", 5),
    "set same": lambda s: s.__setitem__("a", [1]),
    "pop": lambda s: s.pop("a", None),
    "pop missing": lambda s: s.pop("none", None),
    "del": lambda s: s.__delitem__("a"),
    "update": lambda s: s.update(c=1),
    "update nothing": lambda s: s.update(),
    "clear": lambda s: s.clear(),
    "popitem": lambda s: s.popitem(),
    "copy": lambda s: s.copy(),
    "nested": lambda s: s["a"].append(2),
    "permanent": lambda s: s.permanent,
    "make permanent": lambda s: setattr(s, "permanent", True),
    "make passing": lambda s: setattr(s, "permanent", False),
    "modified": lambda s: s.modified,
    "set modified": lambda s: setattr(s, "modified", True),
    "accessed": lambda s: s.accessed,
    "new": lambda s: s.new,
    "or": lambda s: s | {"x": 1},
}


@scenario
def touching_sessions(flask: t.Any) -> t.Any:
    """``Vary`` and ``Set-Cookie`` are there exactly when they have to be."""
    app = make_app(flask)
    app.logger.disabled = True

    @app.route("/start/<int:permanent>")
    def start(permanent: int) -> str:
        flask.session["a"] = [1]
        flask.session.permanent = bool(permanent)
        return ""

    @app.route("/touch/<name>")
    def touch(name: str) -> t.Any:
        return repr(outcome(lambda: TOUCHES[name](flask.session)))

    @app.route("/object/<name>")
    def through_the_object(name: str) -> t.Any:
        session = flask.session._get_current_object()
        return repr([outcome(lambda: TOUCHES[name](session)), session.accessed, session.modified])

    result: list[t.Any] = []
    for kind in ("touch", "object"):
        for started, refresh in ((None, True), (0, True), (1, True), (1, False)):
            app.config["SESSION_REFRESH_EACH_REQUEST"] = refresh
            client = app.test_client()
            if started is not None:
                client.get(f"/start/{started}")
            cookie = client.get_cookie("session")
            for name in TOUCHES:
                client.delete_cookie("session")
                if cookie is not None:
                    client.set_cookie("session", cookie.value)
                result.append((name, seen(client.get(f"/{kind}/{name}"))))
    return result


@scenario
def sessions_beside_other_headers(flask: t.Any) -> t.Any:
    """The cookie joins what a response varies by already, however its class keeps that."""

    class Telling(flask.Response):  # type: ignore[misc]
        @property
        def vary(self) -> t.Any:
            self.headers["X-Asked"] = "yes"
            return super().vary

    result: list[t.Any] = []
    for response_class in (flask.Response, Telling):
        app = make_app(flask)
        app.response_class = response_class

        @app.route("/")
        def read(app: t.Any = app) -> t.Any:
            response = app.make_response(flask.session.get("a", "none"))
            for value in flask.request.args.getlist("vary"):
                response.headers.add("vary", value)
            return response

        client = app.test_client()
        for values in ("", "vary=Accept", "vary=cookie", "vary=*", "vary=", "vary=A,B&vary=C"):
            result.append((values, visit(client, f"/?{values}")))
    return result


@scenario
def keys_of_sessions(flask: t.Any) -> t.Any:
    """A fallback key reads but never signs; a session expires; another salt fits no more."""
    made = make_app(flask)
    made.add_url_rule("/<value>", "set", lambda value: flask.session.update(v=value) or "")
    cookies: dict[str, str] = {}
    for key in ("old", "older", "new"):
        made.secret_key = key
        response = made.test_client().get(f"/{key}")
        cookies[key] = response.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    cookies["forged"] = f"{cookies['new'][:-3]}abc"
    cookies["garbage"] = "garbage"
    cookies["empty"] = ""

    result: list[t.Any] = []
    fallbacks: list[t.Any] = [None, [], ["old"], ["older", "old"], ("old",)]
    for configured in fallbacks:
        app = make_app(flask)
        app.config.update(SECRET_KEY="new", SECRET_KEY_FALLBACKS=configured)
        app.add_url_rule("/", "get", lambda: repr(dict(flask.session)))
        app.add_url_rule("/write", "write", lambda: flask.session.update(w=1) or "")
        for name, cookie in cookies.items():
            client = app.test_client()
            client.set_cookie("session", cookie)
            result.append((configured, name, seen(client.get("/"))))
            response = client.get("/write")
            client = make_app(flask).test_client()
            set_cookie = response.headers.get("Set-Cookie", "").partition("=")[2].partition(";")[0]
            with_new = make_app(flask)
            with_new.secret_key = "new"
            with_new.add_url_rule("/", "get", lambda: repr(dict(flask.session)))
            client = with_new.test_client()
            client.set_cookie("session", set_cookie)
            result.append(seen(client.get("/")))
    return result


@scenario
def age_of_sessions(flask: t.Any) -> t.Any:
    app = make_app(flask)
    app.add_url_rule("/", "get", lambda: repr(dict(flask.session)))
    interface: t.Any = app.session_interface
    serializer = interface.get_signing_serializer(app)
    signer = copy(serializer.make_signer(serializer.salt))  # the interface may keep its own
    payload = serializer.dump_payload({"v": 1})
    now = TimestampSigner("x").get_timestamp()
    result: list[t.Any] = []
    for age in (0, 100, 1000):

        class Aged(type(signer)):  # type: ignore[misc]
            def get_timestamp(self, age: int = age) -> int:
                return now - age

        aged = copy(signer)  # the serializer may keep its own
        aged.__class__ = Aged
        cookie = aged.sign(payload).decode()
        for lifetime in (500, 5000):
            app.permanent_session_lifetime = lifetime
            client = app.test_client()
            client.set_cookie("session", cookie)
            result.append((age, lifetime, seen(client.get("/"))))
    return result


@scenario
def own_session_interfaces(flask: t.Any) -> t.Any:
    sessions = importlib.import_module(f"{flask.__name__}.sessions")
    log: list[t.Any] = []

    class Session(dict, sessions.SessionMixin):  # type: ignore[type-arg,misc,name-defined]
        pass

    class Interface(sessions.SessionInterface):  # type: ignore[misc,name-defined]
        answer: t.Any = None
        pickle_based = True

        def open_session(self, app: t.Any, request: t.Any) -> t.Any:
            log.append(("open", request.path, request.endpoint))
            return self.answer

        def save_session(self, app: t.Any, session: t.Any, response: t.Any) -> None:
            log.append(("save", dict(session), self.should_set_cookie(app, session)))
            log.append((session.modified, session.accessed, session.new, session.permanent))
            response.headers["X-Saved"] = self.get_cookie_name(app)

        def is_null_session(self, obj: t.Any) -> bool:
            null = super().is_null_session(obj)
            log.append(("null", null))
            return bool(null)

    app = make_app(flask)
    interface = Interface()
    app.session_interface = interface
    app.add_url_rule("/read", "read", lambda: repr(flask.session.get("x")))
    app.add_url_rule("/write", "write", lambda: repr(flask.session.update(x=1)))
    app.add_url_rule("/nothing", "nothing", lambda: "")
    client = app.test_client()
    result: list[t.Any] = []
    for answer in (None, Session(), Session(x=2), sessions.SecureCookieSession({"x": 3})):
        interface.answer = answer
        for path in ("/nothing", "/read", "/write", "/none"):
            result.append(visit(client, path))
    base = sessions.SessionInterface()
    result.append([outcome(partial(getattr(base, name), app)) for name in (
        "get_cookie_name", "get_cookie_domain", "get_cookie_path", "get_cookie_httponly",
        "get_cookie_secure", "get_cookie_samesite", "get_cookie_partitioned",
    )])  # fmt: skip
    result.append(type(base.make_null_session(app)).__name__)
    return result, log


@scenario
def own_tags(flask: t.Any) -> t.Any:
    tag = importlib.import_module(f"{flask.__name__}.json.tag")

    class TagSet(tag.JSONTag):  # type: ignore[misc,name-defined]
        __slots__ = ()
        key = " s"

        def check(self, value: t.Any) -> bool:
            return isinstance(value, set)

        def to_json(self, value: t.Any) -> t.Any:
            return self.serializer.tag(sorted(value))

        def to_python(self, value: t.Any) -> t.Any:
            return set(value)

    class TagSmall(tag.JSONTag):  # type: ignore[misc,name-defined]
        key = ""

        def check(self, value: t.Any) -> bool:
            return bool(value == 7)

        def to_json(self, value: t.Any) -> t.Any:
            return 8

    serializer = tag.TaggedJSONSerializer()
    serializer.register(TagSet)
    result: list[t.Any] = [outcome(lambda: serializer.register(TagSet))]
    serializer.register(TagSet, force=True, index=0)
    serializer.register(TagSmall, index=0)
    values: tuple[t.Any, ...] = (
        {1, 2}, {"a": {3}}, [7, {"b": 7}], (1, b"x"), {" s": [1]}, {" t": 1}, {"": 2},
        {" s": [1], "x": 2}, None, 1.5, {" s__": 3}, [({},)],
    )  # fmt: skip
    for value in values:
        text = serializer.dumps(value)
        result.append((text, serializer.loads(text), serializer.tag(value)))
    result.append([type(known).__name__ for known in serializer.order])
    result.append(sorted(serializer.tags))
    result.append(serializer.loads('{" u":"00000000000000000000000000000001"}'))
    return result
