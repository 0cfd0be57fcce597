"""A URL that is built leads back to what it was built from, wherever the application is mounted."""

from __future__ import annotations

import typing as t
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hipflask
from hipflask import request
from support.wsgi import ask

from .exact import exact, outcome
from .sites import HOST, Route, Site, Values, sites, values_for

flask = pytest.importorskip("flask", reason="Flask itself is not installed to compare with")

_TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
#: Parameters of queries. Their names can't be those of variable parts.
QUERIES = st.dictionaries(
    _TEXT.map(lambda name: f"q{name}"),
    _TEXT | st.integers() | st.lists(_TEXT, min_size=1, max_size=3),
    max_size=3,
)


def follow(app: t.Any, site: Site, url: str) -> tuple[str, list[tuple[str, str]]]:
    """Request a URL as a server would for a client that is at :data:`HOST`."""
    parts = urlsplit(url)
    path = unquote(parts.path, errors="strict")
    assert path.startswith(f"{site.mount}/")
    environ = site.environ(path.removeprefix(site.mount), parts.query, parts.netloc)
    status, headers, _, _ = ask(app, environ)
    return status, headers


@given(sites(), QUERIES, st.data())
def test_a_url_leads_back_to_what_it_was_built_from(
    site: Site, query: Values, data: st.DataObject
) -> None:
    calls: list[t.Any] = []

    def view(**values: t.Any) -> str:
        calls.append((request.endpoint, values, request.args.to_dict(flat=False)))
        return ""

    app = site.build(hipflask, view)
    external = data.draw(st.sampled_from([None, True, False]))
    for route in site.routes:
        with app.request_context(site.environ()):
            url = hipflask.url_for(route.endpoint, _external=external, **route.values, **query)
        assert (urlsplit(url).netloc or HOST) == route.host
        assert follow(app, site, url)[0] == "200 OK"
        (endpoint, values, args) = calls.pop()
        assert (endpoint, exact(values)) == (route.endpoint, exact(route.expected))
        assert args == {
            name: value if isinstance(value, list) else [str(value)]
            for name, value in query.items()
        }


@given(sites().flatmap(lambda site: st.tuples(st.just(site), values_for(site))), st.data())
def test_a_url_is_the_one_that_flask_builds(
    case: tuple[Site, tuple[Route, Values]], data: st.DataObject
) -> None:
    site, (route, values) = case
    special = {
        "_anchor": data.draw(st.none() | _TEXT),
        "_external": data.draw(st.sampled_from([None, True, False])),
        "_scheme": data.draw(st.sampled_from([None, "https", "http"])),
        "_method": data.draw(st.sampled_from([None, "GET", "POST"])),
    }

    def built(framework: t.Any) -> t.Any:
        app = site.build(framework, lambda **values: "")
        with app.request_context(site.environ()):
            inside = outcome(lambda: framework.url_for(route.endpoint, **values, **special))
        with app.app_context():
            outside = outcome(lambda: framework.url_for(route.endpoint, **values, **special))
        return inside, outside

    assert built(hipflask) == built(flask)


def paths(site: Site) -> st.SearchStrategy[str]:
    """Paths that are like those of a site, but may not be in it."""
    pieces = [
        "",
        "x",
        "7",
        "1.5",
        "v7.html",
        "..",
        "page",
        "1",
        "edit",
        "grüße",
        "\n",
        "%2F",
        "one",
    ]
    for route in site.routes:
        own = [str(value) for value in route.values.values()]
        pieces += [route.name, *(prefix.strip("/") for prefix in route.blueprints), *own]
    return st.lists(st.sampled_from(pieces), max_size=6).map("/".join)


@given(sites().flatmap(lambda site: st.tuples(st.just(site), paths(site))), st.data())
def test_any_path_is_answered_as_flask_does(case: tuple[Site, str], data: st.DataObject) -> None:
    site, path = case
    other = "api.example.org:8080" if site.kind == "hosts" else f"admin.{HOST}"
    host = data.draw(st.sampled_from([HOST, other]))
    query = data.draw(st.sampled_from(["", "a=1&b=%2F"]))
    starting = data.draw(st.sampled_from(["", "/"]))

    def answered(framework: t.Any) -> t.Any:
        calls: list[Values] = []

        def view(**values: t.Any) -> str:
            calls.append(values)
            return str(framework.request.endpoint)

        app = site.build(framework, view)
        answer = ask(app, site.environ(f"{starting}{path}", query, host))
        return answer[:3], exact(calls)

    assert answered(hipflask) == answered(flask)
