"""Views that wait: for some time to pass, and for the answers of another server."""

from __future__ import annotations

import asyncio
import http.client
import time
import urllib.request
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import requests

from hipflask import Flask, jsonify, request
from hipflask.typing import ResponseReturnValue

app = Flask(__name__)


def by_urllib(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as response:
        return bytes(response.read())


def by_http_client(url: str) -> bytes:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    connection.request("GET", f"{parts.path}?{parts.query}")
    return connection.getresponse().read()


def by_requests(url: str) -> bytes:
    return bytes(requests.get(url, timeout=20).content)


def by_httpx(url: str) -> bytes:
    return httpx.get(url, timeout=20).content


def by_httpx_async(url: str) -> bytes:
    async def get() -> bytes:
        async with httpx.AsyncClient(timeout=20) as client:
            return (await client.get(url)).content

    return asyncio.run(get())


def by_nobody(url: str) -> bytes:
    time.sleep(0.01)
    asyncio.run(asyncio.sleep(0.01, "slept"))
    return b"{}"


CLIENTS: dict[str, Callable[[str], bytes]] = {
    "urllib": by_urllib,
    "http.client": by_http_client,
    "requests": by_requests,
    "httpx": by_httpx,
    "httpx.AsyncClient": by_httpx_async,
    "sleep": by_nobody,
}


@app.get("/")
def index() -> ResponseReturnValue:
    return "<!doctype html><html lang=en><title>Clients</title>"


@app.get("/ask/<client>")
def ask(client: str) -> ResponseReturnValue:
    """Answer what the other server answers."""
    return CLIENTS[client](request.args["url"]), {"Content-Type": "application/json"}


@app.get("/fail/<client>")
def fail(client: str) -> ResponseReturnValue:
    """Tell what becomes of a question that nobody answers."""
    try:
        CLIENTS[client](request.args["url"])
    except (OSError, httpx.TransportError) as error:
        return jsonify(failed=str(error))
    return jsonify(failed="")
