"""Which host a request is for: matching, trust, and the URLs that follow from it."""

from __future__ import annotations

import typing as t
import warnings
from functools import partial

from ._common import make_app, make_blueprint, outcome, scenario, seen


@scenario
def matching_hosts(flask: t.Any) -> t.Any:
    app = make_app(flask, host_matching=True, static_host="static.example.com")
    app.add_url_rule("/", "one", lambda: "one", host="one.example.com")
    app.add_url_rule("/", "any", lambda name: f"any {name}", host="<name>.example.net")
    app.add_url_rule("/p", "port", lambda: "port", host="one.example.com:8080")
    client = app.test_client()
    result: list[t.Any] = []
    for server_name in (None, "one.example.com"):
        app.config["SERVER_NAME"] = server_name
        for host in ("one.example.com", "x.example.net", "one.example.com:8080", "example.com"):
            for path in ("/", "/p", "/static/none"):
                result.append(seen(client.get(path, base_url=f"http://{host}")))
            with app.test_request_context("/", base_url=f"http://{host}"):
                for endpoint in ("one", "port", "static"):
                    values = {"filename": "f"} if endpoint == "static" else {}
                    result.append(outcome(partial(flask.url_for, endpoint, **values)))
                result.append(outcome(partial(flask.url_for, "any", name="y", _external=True)))
    return result


@scenario
def matching_subdomains(flask: t.Any) -> t.Any:
    # A host that does not fit SERVER_NAME is warned about.
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = visit_subdomains(flask)
    return result, [str(warning.message) for warning in caught]


def visit_subdomains(flask: t.Any) -> t.Any:
    result: list[t.Any] = []
    for matching in (False, True):
        for server_name in (None, "example.com", "example.com:8080"):
            app = make_app(flask, subdomain_matching=matching)
            app.config["SERVER_NAME"] = server_name
            bp = make_blueprint(flask, "bp", subdomain="<user>")
            bp.add_url_rule("/profile", "profile", lambda user: user)
            app.add_url_rule("/", "index", lambda: f"index {flask.request.host}")
            app.add_url_rule("/", "admin", lambda: "admin", subdomain="admin")
            app.register_blueprint(bp)
            client = app.test_client()
            for host in ("example.com", "admin.example.com", "u.example.com:8080", "localhost"):
                for path in ("/", "/profile"):
                    result.append(seen(client.get(path, base_url=f"http://{host}")))
                with app.test_request_context("/", base_url=f"http://{host}"):
                    for endpoint in ("index", "admin"):
                        result.append(outcome(partial(flask.url_for, endpoint)))
                    result.append(outcome(partial(flask.url_for, "bp.profile", user="v")))
            result.append(seen(client.get("/", subdomain="admin")))
            result.append(seen(client.get("/profile", subdomain="me", url_scheme="https")))
    return result


@scenario
def trusted_hosts(flask: t.Any) -> t.Any:
    app = make_app(flask)

    @app.route("/")
    def index() -> t.Any:
        return f"{flask.request.host} {flask.request.url} {flask.url_for('index', _external=True)}"

    @app.errorhandler(400)
    def bad(e: t.Any) -> t.Any:
        return f"{type(e).__name__} {flask.request.path} {flask.request.endpoint}", 400

    client = app.test_client()
    result: list[t.Any] = []
    for trusted in (None, [], ["localhost"], [".example.com"], ["a.example.com", "example.org"]):
        app.config["TRUSTED_HOSTS"] = trusted
        for host in ("localhost", "localhost:80", "example.com", "a.example.com", "b.a.example.com",
                     "EXAMPLE.com", "example.com.evil.org", "a@b", "a b", "[::1]", ""):  # fmt: skip
            result.append((host, seen(client.get("/", headers={"Host": host}))))
    return result


@scenario
def roots_and_schemes(flask: t.Any) -> t.Any:
    app = make_app(flask)
    app.add_url_rule("/v", "v", lambda: f"{flask.request.script_root} {flask.request.url}")
    result: list[t.Any] = []
    for config in (
        {"APPLICATION_ROOT": "/mount"},
        {"APPLICATION_ROOT": "/mount/", "SERVER_NAME": "example.com:8080"},
        {"PREFERRED_URL_SCHEME": "https", "APPLICATION_ROOT": "/"},
    ):
        app.config.update(config)
        client = app.test_client()
        for base in (None, "http://example.com:8080/base"):
            result.append(seen(client.get("/v", base_url=base)))
            with app.test_request_context("/v", base_url=base):
                for options in ({}, {"_external": True}, {"_scheme": ""}, {"_scheme": "ws"}):
                    result.append(outcome(partial(flask.url_for, "v", **options)))
        with app.app_context():
            for options in ({}, {"_external": False}, {"_scheme": "ws"}, {"_anchor": ""}):
                result.append(outcome(partial(flask.url_for, "v", **options)))
        result.append(outcome(partial(app.url_for, "v")))
    return result
