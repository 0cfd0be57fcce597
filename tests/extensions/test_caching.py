"""Flask-Caching: views, functions and pieces of templates from a cache."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask_caching import Cache

from hipflask import Flask, render_template_string
from hipflask.testing import FlaskClient


@pytest.fixture(params=["SimpleCache", "FileSystemCache"])
def cache(request: pytest.FixtureRequest, app: Flask, tmp_path: Path) -> Cache:
    return Cache(app, config={"CACHE_TYPE": request.param, "CACHE_DIR": str(tmp_path / "cache")})


def test_a_view_runs_once_for_each_query(app: Flask, client: FlaskClient, cache: Cache) -> None:
    runs: list[int] = []

    @app.get("/")
    @cache.cached(timeout=60, query_string=True)
    def index() -> str:
        runs.append(1)
        return str(len(runs))

    assert [client.get(path).text for path in ("/?a=1", "/?a=1", "/?a=2")] == ["1", "1", "2"]
    cache.clear()
    assert client.get("/?a=1").text == "3"


def test_a_function_is_remembered_by_its_arguments(app: Flask, cache: Cache) -> None:
    runs: list[int] = []

    @cache.memoize()
    def double(number: int) -> int:
        runs.append(number)
        return 2 * number

    with app.app_context():
        assert [double(2), double(2), double(3)] == [4, 4, 6]
        cache.delete_memoized(double, 2)
        assert double(2) == 4
    assert runs == [2, 3, 2]


def test_a_piece_of_a_template_is_rendered_once(
    app: Flask, client: FlaskClient, cache: Cache
) -> None:
    runs: list[int] = []

    @app.get("/")
    def index() -> str:
        template = "{% cache 60, 'piece' %}{{ runs.append(1) or runs|length }}{% endcache %}"
        return render_template_string(template, runs=runs)

    assert [client.get("/").text for _ in range(2)] == ["1", "1"]
