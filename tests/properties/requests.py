"""Generated requests, as a browser's Fetch lets them be."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

#: RFC 9110 §5.6.2.
_TOKENS = st.text("!#$%&'*+-.^_`|~09azAZ", min_size=1, max_size=8)
_METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) | _TOKENS

# What the URL Standard leaves in a path or a query as it is; "%" may begin an escape, or not.
_ODD = ["%2F", "%2f", "%25", "%C3%A9", "%ff", "%00", "%0A", "%", "%4", "%zz", "%%41", "%25zz", "+"]
_MILD = list("aZ9-._~!$&'()*,;=:@|[]")
_PATH_PIECES = st.sampled_from([*_ODD, *_MILD, "/", "//"])
_QUERY_PIECES = st.sampled_from([*_ODD, *_MILD, "/", "?", "\\", "^", "`", "{", "}"])
_PATHS = st.lists(_PATH_PIECES, max_size=8).map("".join)
_QUERIES = st.none() | st.lists(_QUERY_PIECES, max_size=8).map("".join)
_HOSTS = st.sampled_from(
    ["localhost", "example.org", "127.0.0.1", "[::1]", "xn--bcher-kva.example"]
)
_PORTS = st.none() | st.integers(1, 65535)

_NAMES = st.one_of(
    st.sampled_from(["accept", "cookie", "x-tag", "x-tag", "X-Tag", "x_tag", "content-type"]),
    st.sampled_from(
        ["content-length", "host", "transfer-encoding", "if-none-match", "script-name"]
    ),
    st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=8),
)
#: Bytes as characters, without those that end a line, and none of the white space around them.
_VALUES = st.text(st.characters(max_codepoint=255, exclude_characters="\0\r\n"), max_size=12).map(
    lambda value: value.strip(" \t")
)


@dataclass(frozen=True)
class Request:
    """What reaches the gateway."""

    method: str
    scheme: str
    host: str
    port: int | None
    script_name: str
    """Percent-encoded, without a slash at its end."""
    path: str
    """The rest of the path, percent-encoded."""
    query: str | None
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def authority(self) -> str:
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def target(self) -> str:
        """What the request line would name (RFC 9112 §3.2.1)."""
        path = self.script_name + self.path or "/"
        return path if self.query is None else f"{path}?{self.query}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


#: Requests with whatever methods, URLs, fields and bodies.
requests = st.builds(
    Request,
    method=_METHODS,
    scheme=st.sampled_from(["http", "https"]),
    host=_HOSTS,
    port=_PORTS,
    script_name=st.sampled_from(["", "", "/app", "/a/b", "/gr%C3%BC%C3%9Fe%20app"]),
    path=st.just("") | _PATHS.map("/{}".format),
    query=_QUERIES,
    headers=st.lists(st.tuples(_NAMES, _VALUES), max_size=6),
    body=st.binary(max_size=20),
)
