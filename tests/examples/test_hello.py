"""The ten-line application."""

from __future__ import annotations

import typing as t

import pytest

from .conftest import EXAMPLES, load_module

if t.TYPE_CHECKING:
    from hipflask.testing import FlaskClient


@pytest.fixture
def client() -> FlaskClient:
    client: FlaskClient = load_module("hello").app.test_client()
    return client


def test_is_ten_lines_long() -> None:
    lines = (EXAMPLES / "hello" / "app.py").read_text().splitlines()
    assert len([line for line in lines if line.strip()]) <= 10


def test_greets_a_stranger(client: FlaskClient) -> None:
    assert "Hello, stranger!" in client.get("/").text


def test_greets_by_name_and_escapes_it(client: FlaskClient) -> None:
    page = client.get("/", query_string={"name": "<Heidi>"}).text
    assert "Hello, &lt;Heidi&gt;!" in page
    assert "<Heidi>" not in page
