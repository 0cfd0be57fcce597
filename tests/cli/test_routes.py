"""The table of routes."""

from __future__ import annotations

import pytest

from .conftest import PLAIN, Invoke, WriteFile

SHOP = """
from hipflask import Flask
app = Flask(__name__, static_folder=None)
app.add_url_rule("/zebra", endpoint="alpha", methods=["GET", "POST"])
app.add_url_rule("/apple", endpoint="zulu", methods=["POST"])
app.add_url_rule("/mango/<int:id>", endpoint="mike")
"""


def _column(output: str, index: int) -> list[str]:
    return [line.split("  ")[index].strip() for line in output.splitlines()[2:]]


def test_table(write: WriteFile, invoke: Invoke) -> None:
    write("app.py", SHOP)
    assert invoke("routes").output.splitlines() == [
        "Endpoint  Methods    Rule",
        "--------  ---------  ---------------",
        "alpha     GET, POST  /zebra",
        "mike      GET        /mango/<int:id>",
        "zulu      POST       /apple",
    ]


@pytest.mark.parametrize(
    ("sort", "endpoints"),
    [
        ("endpoint", ["alpha", "mike", "zulu"]),
        ("rule", ["zulu", "mike", "alpha"]),
        ("methods", ["mike", "alpha", "zulu"]),
        ("match", ["alpha", "zulu", "mike"]),
        ("domain", ["alpha", "mike", "zulu"]),
    ],
)
def test_sort(write: WriteFile, invoke: Invoke, sort: str, endpoints: list[str]) -> None:
    write("app.py", SHOP)
    assert _column(invoke("routes", "-s", sort).output, 0) == endpoints


def test_all_methods(write: WriteFile, invoke: Invoke) -> None:
    write("app.py", SHOP)
    assert "GET, HEAD, OPTIONS, POST  /zebra" in invoke("routes", "--all-methods").output


@pytest.mark.parametrize(
    ("settings", "argument", "heading"),
    [("host_matching=True", "host", "Host"), ("", "subdomain", "Subdomain")],
)
def test_domains(
    write: WriteFile, invoke: Invoke, settings: str, argument: str, heading: str
) -> None:
    write(
        "app.py",
        f"""
        from hipflask import Flask
        app = Flask(__name__, static_folder=None, {settings})
        app.add_url_rule("/", endpoint="a", {argument}="two")
        app.add_url_rule("/", endpoint="b", {argument}="one")
        """,
    )
    lines = invoke("routes", "--sort", "domain").output.splitlines()
    assert lines[0].split() == ["Endpoint", "Methods", heading, "Rule"]
    assert [line.split()[2] for line in lines[2:]] == ["one", "two"]


def test_no_routes(write: WriteFile, invoke: Invoke) -> None:
    write("app.py", "from hipflask import Flask\napp = Flask(__name__, static_folder=None)")
    assert invoke("routes").output == "No routes were registered.\n"


@pytest.mark.parametrize("args", [["--app", "shop", "routes"], ["routes", "--app", "shop"]])
def test_application_before_or_after_the_command(
    write: WriteFile, invoke: Invoke, args: list[str]
) -> None:
    write("shop.py", SHOP)
    assert "/zebra" in invoke(*args).output


def test_plain_wsgi_application_has_no_table(write: WriteFile, invoke: Invoke) -> None:
    write("shop.py", PLAIN)
    result = invoke("routes", "--app", "shop")
    assert result.exit_code == 2
    assert "'routes' needs a Flask application, but 'shop' is another WSGI" in result.stderr
    assert "'run'" in result.stderr
