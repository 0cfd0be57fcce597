from __future__ import annotations

import gc
import os
import typing as t
import warnings
from pathlib import Path

import pytest
from werkzeug.test import Client, EnvironBuilder, TestResponse

from hipflask.builder import StaticSite


class ClosingClient(Client):
    """Reads each response to its end and closes it, as a browser does."""

    def open(self, *args: t.Any, **kwargs: t.Any) -> TestResponse:
        return super().open(*args, **{"buffered": True, **kwargs})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "public"
    (folder / "docs" / "a b").mkdir(parents=True)
    (folder / "empty").mkdir()
    (folder / "index.html").write_text("home")
    (folder / "404.html").write_text("nothing here")
    (folder / "docs" / "index.html").write_text("docs")
    for name in (
        "a.wasm",
        "b.mjs",
        "c.webmanifest",
        "d.js",
        "e.css",
        "f.json",
        "g.zip",
        "h.unheard",
        "i.zip.gz",
        "j.zip.xz",
    ):
        (folder / name).write_bytes(b"0123456789")
    (tmp_path / "secret.txt").write_text("hunter2")
    return folder


@pytest.fixture
def client(root: Path) -> Client:
    return ClosingClient(StaticSite(root))


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/a.wasm", "application/wasm"),
        ("/b.mjs", "text/javascript; charset=utf-8"),
        ("/c.webmanifest", "application/manifest+json"),
        ("/d.js", "text/javascript; charset=utf-8"),
        ("/e.css", "text/css; charset=utf-8"),
        ("/f.json", "application/json"),
        ("/g.zip", "application/zip"),
        ("/h.unheard", "application/octet-stream"),
        ("/i.zip.gz", "application/gzip"),
        ("/j.zip.xz", "application/x-xz"),
        ("/", "text/html; charset=utf-8"),
    ],
)
def test_files_have_their_types(client: Client, path: str, content_type: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, content_type)


def test_a_folder_answers_with_its_index(client: Client) -> None:
    assert client.get("/").text == "home"
    assert client.get("/docs/").text == "docs"


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/docs", "/docs/"),
        ("/docs?a=1&b=%20", "/docs/?a=1&b=%20"),
        ("/docs/a%20b", "/docs/a%20b/"),
    ],
)
def test_a_folder_without_slash_redirects(client: Client, path: str, location: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (301, location)


def test_a_redirect_never_names_another_host(client: Client) -> None:
    response = client.get("/", environ_overrides={"PATH_INFO": "//docs"})
    assert response.headers["Location"] == "/docs/"


@pytest.mark.parametrize("path", ["/nope", "/docs/nope/deep", "/empty/", "/a.wasm/", "/%00"])
def test_what_does_not_exist_answers_the_404_page(client: Client, path: str) -> None:
    response = client.get(path, headers={"If-None-Match": "*", "Range": "bytes=0-1"})
    assert (response.status_code, response.text) == (404, "nothing here")
    assert response.mimetype == "text/html"


def test_without_a_404_page_the_status_is_the_same(root: Path, client: Client) -> None:
    (root / "404.html").unlink()
    assert client.get("/nope").status_code == 404


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/docs/../../secret.txt", "/%2e%2e/secret.txt", "//../secret.txt"]
)
def test_no_path_leads_out(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege")
def test_no_link_leads_out(root: Path, client: Client) -> None:
    (root / "link.txt").symlink_to(root.parent / "secret.txt")
    assert client.get("/link.txt").status_code == 404


def test_an_unchanged_file_is_not_sent_again(client: Client) -> None:
    response = client.get("/a.wasm")
    tag, date = response.headers["ETag"], response.headers["Last-Modified"]
    assert client.get("/a.wasm", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/a.wasm", headers={"If-Modified-Since": date}).status_code == 304
    assert client.get("/a.wasm", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_part_of_a_file_can_be_asked_for(client: Client) -> None:
    response = client.get("/a.wasm", headers={"Range": "bytes=2-4"})
    assert (response.status_code, response.data) == (206, b"234")


def test_head_has_the_headers_and_no_body(client: Client) -> None:
    response = client.head("/a.wasm")
    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["Content-Length"] == "10"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    response = client.open("/", method=method)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("base_path", ["/repo/sub/", "repo/sub", "/repo/sub"])
def test_a_site_appears_below_its_base_path(root: Path, base_path: str) -> None:
    client = ClosingClient(StaticSite(root, base_path))
    assert client.get("/repo/sub/").text == "home"
    assert client.get("/repo/sub/docs/").text == "docs"
    assert client.get("/repo/sub").headers["Location"] == "/repo/sub/"
    assert client.get("/repo/sub/docs").headers["Location"] == "/repo/sub/docs/"
    assert client.get("/repo/sub/nope").text == "nothing here"
    for elsewhere in ("/", "/docs/", "/repo/", "/repo/subway/"):
        response = client.get(elsewhere)
        assert response.status_code == 404
        assert response.text != "nothing here"


def test_file_is_closed_when_the_server_forgets_to(root: Path) -> None:
    environ = EnvironBuilder("/a.wasm").get_environ()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ResourceWarning)
        content = StaticSite(root)(environ, lambda *_: lambda _: None)
        assert next(iter(content)) == b"0123456789"
        del content, environ
        gc.collect()
    assert [str(warning.message) for warning in caught] == []
