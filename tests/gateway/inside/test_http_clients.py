"""HTTP clients in views, which use the browser's fetch()."""

from __future__ import annotations

import asyncio
import gc
import http.client
import io
import json
import os
import sys
import typing as t
import urllib.error
import urllib.request

import httpx
import pytest
import requests
from pyodide.ffi import run_sync

from hipflask.browser import Gateway, suspension
from hipflask.browser.time_limit import TimeLimit

from .requests import get, text_application, together

REMOTE = os.environ["REMOTE"]
#: Nothing listens there.
NOBODY = "http://127.0.0.1:9"


class Answer(t.NamedTuple):
    status: int
    headers: t.Any
    content: bytes
    url: str


Send = t.Callable[..., Answer]


def by_urllib(method: str, url: str, headers: t.Any = None, body: t.Any = None) -> Answer:
    request = urllib.request.Request(url, body, headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return Answer(response.status, response.headers, response.read(), response.url)
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read(), error.url)


def by_http_client(method: str, url: str, headers: t.Any = None, body: t.Any = None) -> Answer:
    parts = urllib.request.Request(url)
    connection = http.client.HTTPConnection(parts.host, timeout=20)
    connection.request(method, parts.selector, body, headers or {})
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return Answer(response.status, response.headers, content, url)


def by_requests(method: str, url: str, headers: t.Any = None, body: t.Any = None) -> Answer:
    response = requests.request(method, url, headers=headers, data=body, timeout=20)
    return Answer(response.status_code, response.headers, response.content, response.url)


def by_httpx(method: str, url: str, headers: t.Any = None, body: t.Any = None) -> Answer:
    with httpx.Client(follow_redirects=True, timeout=20) as client:
        response = client.request(method, url, headers=headers, content=body)
        return Answer(response.status_code, response.headers, response.content, str(response.url))


def by_httpx_async(method: str, url: str, headers: t.Any = None, body: t.Any = None) -> Answer:
    async def send() -> Answer:
        async with httpx.AsyncClient(follow_redirects=True, timeout=20) as client:
            response = await client.request(method, url, headers=headers, content=body)
            return Answer(
                response.status_code, response.headers, response.content, str(response.url)
            )

    return asyncio.run(send())


@pytest.fixture(params=[by_urllib, by_http_client, by_requests, by_httpx, by_httpx_async])
def send(request: pytest.FixtureRequest) -> Send:
    return t.cast("Send", request.param)


def in_view(function: t.Callable[[], object]) -> None:
    """Call a function in a view, and raise what it raises."""
    errors: list[BaseException] = []

    def view(path: str) -> str:
        try:
            function()
        except Exception as error:
            errors.append(error)
        return path

    get(Gateway(text_application(view)))
    for error in errors:
        raise error


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_request(send: Send, method: str) -> None:
    body = None if method == "GET" else b"\x00\xff body"

    def ask() -> None:
        headers = {"X-Custom": "yes", "Authorization": "Bearer x"}
        answer = send(method, f"{REMOTE}/echo/x%2Fy?q=%26", headers, body)
        assert answer.status == 200
        assert answer.headers["X-Answer"] == "yes"
        assert answer.headers["Content-Type"] == "application/json"
        report = json.loads(answer.content)
        assert (report["method"], report["target"]) == (method, "/echo/x%2Fy?q=%26")
        assert report["body"] == (body or b"").decode("latin-1")
        assert report["headers"]["x-custom"] == "yes"
        assert report["headers"]["authorization"] == "Bearer x"
        assert not report["headers"].get("user-agent", "").startswith("python")

    in_view(ask)


def test_head(send: Send) -> None:
    def ask() -> None:
        answer = send("HEAD", f"{REMOTE}/status/200")
        assert (answer.status, answer.content) == (200, b"")
        assert answer.headers["Content-Length"] == "10"

    in_view(ask)


@pytest.mark.parametrize("status", [201, 204, 404, 500])
def test_statuses(send: Send, status: int) -> None:
    def ask() -> None:
        answer = send("GET", f"{REMOTE}/status/{status}")
        expected = b"" if status == 204 else b"status %d" % status
        assert (answer.status, answer.content) == (status, expected)

    in_view(ask)


def test_compressed_answer(send: Send) -> None:
    in_view(lambda: check_packed(send("GET", f"{REMOTE}/gzip")))


def check_packed(answer: Answer) -> None:
    assert answer.content == b"packed"
    assert answer.headers.get("Content-Encoding") is None


def test_stream_as_body(send: Send) -> None:
    def parts() -> t.Iterator[bytes]:
        yield b"one "
        yield b"two"

    async def parts_later() -> t.AsyncIterator[bytes]:
        for part in parts():
            yield part

    def ask() -> None:
        body = parts_later() if send is by_httpx_async else parts()
        assert json.loads(send("POST", f"{REMOTE}/echo", None, body).content)["body"] == "one two"

    in_view(ask)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("follow", [by_urllib, by_requests, by_httpx, by_httpx_async])
def test_redirect_is_followed(follow: Send, method: str) -> None:
    target = f"/echo/{follow.__name__}/{method}"

    def ask() -> None:
        body = None if method == "GET" else b"body"
        answer = follow(method, f"{REMOTE}{target.replace('echo', 'redirect/302')}", None, body)
        report = json.loads(answer.content)
        assert (answer.status, answer.url) == (200, f"{REMOTE}{target}")
        assert (report["method"], report["target"], report["asked"]) == ("GET", target, 1)
        again = json.loads(follow("PUT", f"{REMOTE}{target}", None, b"again").content)
        assert (again["method"], again["body"], again["asked"]) == ("PUT", "again", 2)

    in_view(ask)


def test_redirect_that_is_not_followed() -> None:
    def ask() -> None:
        by_hand = requests.get(f"{REMOTE}/redirect/307/x", allow_redirects=False, timeout=20)
        others = httpx.get(f"{REMOTE}/redirect/301/x")
        for answer in (by_hand, others):
            assert answer.status_code == 302
            assert answer.headers["Location"] == f"{REMOTE}/echo/x"

    in_view(ask)


def test_views_that_ask_are_interleaved(send: Send) -> None:
    def view(path: str) -> str:
        return send("GET", f"{REMOTE}/{'go' if path == '/b' else 'stream/1/1'}").content.decode()

    gateway = Gateway(text_application(view), concurrency=2)
    answers = together(lambda: get(gateway, "/a").read(), lambda: get(gateway, "/b").read())
    assert answers == [b"12", b"gone"]


def go() -> None:
    assert by_urllib("GET", f"{REMOTE}/go").content == b"gone"


def test_answers_are_read_bit_by_bit() -> None:
    def ask() -> None:
        url = f"{REMOTE}/stream/4/3"
        with urllib.request.urlopen(url, timeout=20) as response:
            assert response.read(4) == b"1111"
            go()
            assert response.read() == b"222"
        with requests.get(url, stream=True, timeout=20) as answer:
            pieces = answer.iter_content(4)
            assert next(pieces) == b"1111"
            go()
            assert next(pieces) == b"222"
        with httpx.stream("GET", url) as streamed:
            bits = streamed.iter_bytes(4)
            assert next(bits) == b"1111"
            go()
            assert next(bits) == b"222"

    in_view(ask)


def test_lines() -> None:
    def ask() -> None:
        with urllib.request.urlopen(f"{REMOTE}/echo", timeout=20) as response:
            assert json.loads(io.TextIOWrapper(response).readline())["method"] == "GET"

    in_view(ask)


UNREACHABLE = r"keeps it to itself.*Access-Control-Allow-Origin"


def test_unreachable_server() -> None:
    def ask() -> None:
        with pytest.raises(urllib.error.URLError, match=UNREACHABLE):
            by_urllib("GET", NOBODY)
        with pytest.raises(ConnectionError, match=UNREACHABLE):
            by_http_client("GET", NOBODY)
        with pytest.raises(requests.ConnectionError, match=UNREACHABLE):
            by_requests("GET", NOBODY)
        with pytest.raises(httpx.ConnectError, match=UNREACHABLE):
            by_httpx("GET", NOBODY)
        with pytest.raises(httpx.ConnectError, match=UNREACHABLE):
            by_httpx_async("GET", NOBODY)

    in_view(ask)


def test_secure_servers_are_asked_securely() -> None:
    nobody = NOBODY.replace("http:", "https:")

    def ask() -> None:
        with pytest.raises(urllib.error.URLError, match=f"GET {nobody}/x"):
            by_urllib("GET", f"{nobody}/x")
        with pytest.raises(requests.ConnectionError, match=f"GET {nobody}/x"):
            by_requests("GET", f"{nobody}/x")
        with pytest.raises(httpx.ConnectError, match=f"GET {nobody}/x"):
            by_httpx("GET", f"{nobody}/x")

    in_view(ask)


def test_answer_that_is_cut() -> None:
    url = f"{REMOTE}/cut"

    def ask() -> None:
        with pytest.raises(ConnectionError, match="broke off"):
            by_urllib("GET", url)
        with pytest.raises(requests.RequestException, match="broke off"):
            by_requests("GET", url)
        with pytest.raises(httpx.ReadError, match="broke off"):
            by_httpx("GET", url)
        with pytest.raises(httpx.ReadError, match="broke off"):
            by_httpx_async("GET", url)

    in_view(ask)


@pytest.mark.parametrize("path", ["never", "stall"])
def test_timeouts(path: str) -> None:
    url = f"{REMOTE}/{path}"

    def ask() -> None:
        with pytest.raises(TimeoutError), urllib.request.urlopen(url, timeout=0.05) as response:
            response.read()
        with pytest.raises((requests.Timeout, requests.ConnectionError), match="timed out"):
            requests.get(url, timeout=0.05)
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(url, timeout=0.05)

    in_view(ask)


def test_time_limit_ends_a_view_that_asks() -> None:
    limit = TimeLimit(0.1)

    def view(path: str) -> str:
        return by_urllib("GET", f"{REMOTE}/never").content.decode()

    assert get(Gateway(text_application(view), time_limit=limit)).status == 503


def test_what_a_browser_never_sends() -> None:
    def ask() -> None:
        with pytest.raises(ValueError, match="no body with GET"):
            by_http_client("GET", f"{REMOTE}/echo", None, b"body")
        with pytest.raises(httpx.UnsupportedProtocol, match="no body with GET"):
            by_httpx("GET", f"{REMOTE}/echo", None, b"body")

    in_view(ask)


def test_headers_of_the_browser_are_its_own() -> None:
    def ask() -> None:
        headers = {"Cookie": "a=b", "Referer": "http://elsewhere/", "User-Agent": "python-x"}
        sent = json.loads(by_requests("GET", f"{REMOTE}/echo", headers).content)["headers"]
        assert not {"cookie", "referer"} & sent.keys()
        assert sent["user-agent"] != "python-x"

    in_view(ask)


def test_session_of_requests() -> None:
    def ask() -> None:
        with requests.Session() as session:
            for count in range(3):
                answer = session.post(f"{REMOTE}/echo", json={"count": count}, timeout=20)
                assert json.loads(answer.json()["body"]) == {"count": count}

    in_view(ask)


def test_asynchronous_requests_at_once() -> None:
    async def ask_both() -> list[bytes]:
        async with httpx.AsyncClient() as client:
            answers = await asyncio.gather(
                client.get(f"{REMOTE}/stream/1/1"), client.get(f"{REMOTE}/go")
            )
        return [answer.content for answer in answers]

    def ask() -> None:
        assert asyncio.run(ask_both()) == [b"12", b"gone"]

    in_view(ask)


def test_without_stack_switching() -> None:
    def ask() -> None:
        for blocking in (by_urllib, by_http_client, by_requests, by_httpx):
            with pytest.raises(RuntimeError, match="lacks WebAssembly stack switching"):
                blocking("GET", f"{REMOTE}/echo")

    engine = suspension.use(suspension.Engine(lambda: False, run_sync))
    try:
        in_view(ask)
    finally:
        suspension.use(engine)
    gc.collect()


def test_clients_are_not_imported_unasked() -> None:
    preloaded = set(os.environ["PRELOADED"].split())
    assert "hipflask.browser.bridge" in preloaded
    assert not preloaded & {"http.client", "urllib.request", "urllib3", "httpx"}
    assert "urllib3.contrib.emscripten.fetch" not in sys.modules
