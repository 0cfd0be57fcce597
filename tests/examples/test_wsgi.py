"""The application without a framework."""

from __future__ import annotations

import typing as t
from wsgiref.validate import validator

import pytest
from werkzeug.test import Client, TestResponse

from .conftest import load_module


class StrictClient(Client):
    """A client that checks PEP 3333 on both sides, and closes what it has read."""

    def open(self, *args: t.Any, **kwargs: t.Any) -> TestResponse:
        return super().open(*args, buffered=True, **kwargs)


@pytest.fixture
def client() -> Client:
    return StrictClient(validator(load_module("wsgi").application))


def test_shows_the_environ(client: Client) -> None:
    response = client.get("/a/path", base_url="http://hut.example/sub/", query_string="q=1")
    assert response.status_code == 200
    assert response.content_length == len(response.data)
    for name, value in {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "/sub",
        "PATH_INFO": "/a/path",
        "QUERY_STRING": "q=1",
        "HTTP_HOST": "hut.example",
    }.items():
        assert f'<tr><th scope="row">{name}</th><td>{value}</td></tr>' in response.text


def test_echoes_a_form_escaped(client: Client) -> None:
    page = client.post("/", data={"name": "<b>Peter</b>", "drink": "milk"}).text
    assert '<th scope="row">name</th><td>&lt;b&gt;Peter&lt;/b&gt;</td>' in page
    assert '<th scope="row">drink</th><td>milk</td>' in page
    assert "<b>Peter" not in page


def test_escapes_the_environ(client: Client) -> None:
    page = client.get("/", headers={"User-Agent": "<script>"}).text
    assert "<td>&lt;script&gt;</td>" in page


def test_reads_no_more_than_its_limit(client: Client) -> None:
    page = client.post("/", data={"first": "here", "filler": "x" * 70_000, "last": "lost"}).text
    assert '<th scope="row">first</th><td>here</td>' in page
    assert '<th scope="row">last</th>' not in page


def test_head_has_no_body(client: Client) -> None:
    response = client.head("/")
    assert response.status_code == 200
    assert response.data == b""


def test_refuses_other_methods(client: Client) -> None:
    response = client.delete("/")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST"
