"""Sets the cookies that the query names and tells which have come, at every path."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    # PEP 3333: octets travel as the letters with these numbers.
    query = parse_qs(environ["QUERY_STRING"], encoding="latin-1", keep_blank_values=True)
    headers = [("Set-Cookie", field) for field in query.get("set", [])]
    if "to" in query:
        start_response("303 See Other", [("Location", query["to"][0]), *headers])
        return [b""]
    if "echo" in query:
        start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8"), *headers])
        return [environ.get("HTTP_COOKIE", "").encode("latin-1")]
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), *headers])
    return [b"<!doctype html><html lang=en><title>Cookies</title><h1>Cookies</h1>"]
