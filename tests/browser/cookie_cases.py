"""What becomes of cookies: a plain list of cases, for whoever compares two servers in a browser.

A case has a name and steps. A step is a list:

* ``["response", path, field, …]``: the application answers with these ``Set-Cookie`` fields;
* ``["script", path, text]``: a page at a path assigns to ``document.cookie``;
* ``["store", path, options]``: a page at a path calls ``cookieStore.set(options)``;
* ``["forget", path, options]``: a page at a path calls ``cookieStore.delete(options)``.

Paths are relative to the site. In fields, texts and options ``{base}`` stands for the path of the
site, with its final slash, and ``{host}`` for its host name.
"""

from __future__ import annotations

import typing as t

from .cookie_sequences import SCRIPTS, SEQUENCES


class Case(t.TypedDict):
    """A case, as it can be passed to a page."""

    name: str
    steps: list[list[t.Any]]
    #: Where the application is asked afterwards which cookies it receives.
    requests: list[str]


_EVERYWHERE = ["", "c", "c/x", "c/x/y", "cx", "d/"]

#: Where documents are that cookies are set in, and looked at afterwards.
DOCUMENTS = ["", "c/", "c/x/z", "d/"]

#: From where most cookies are set.
_AT = "c/x"

_PAIRS = [
    "a=1",
    "a=",
    "a",
    "=a",
    "=",
    "",
    ";",
    ";a=1",
    " ; a=1",
    "a=1;",
    "a=1; ",
    "a=1 ; Path={base}",
    " a = 1 ",
    "\ta\t=\t1\t",
    "a b=c d",
    "a=b=c",
    "a==b",
    "==a",
    "=a=b",
    "= a",
    'a="1"',
    'a="1',
    'a="b;c"',
    'a="b c"',
    "a=1,b=2",
    "a=1, b=2; Path={base}",
    "a=b\\c",
    "a='b'",
    "a=<b>",
    "a=%20%3B",
    "a=1\x7f2",
    "a=1\x012",
    "a\x01=1",
    "a=1\t2",
    "a\tb=1",
    "a=\xc3\xa9",
    "\xc3\xa9=1",
    "a=\xe2\x82\xac\xf0\x9f\x8d\xaa",
    "a/b=1",
    "a(b)=1",
    "{a}=1",
    "[a]=1",
    "a:b=1",
    "a@b=1",
    "$Version=1; a=2",
    "$a=1",
    "expires=1",
    "Path=/x",
    "Secure",
    "HttpOnly=1",
    "A=1",
    "-=1",
    "0=0",
]

_ATTRIBUTES = [
    "",
    ";;;",
    "; ; ;Path={base}",
    "; unknown",
    "; unknown=value",
    "; Comment=x; Version=1; Priority=High",
    "; HttpOnly",
    "; httponly",
    "; HTTPONLY=no",
    "; HttpOnly; Path={base}",
    "; Http-Only",
    "; Secure",
    "; secure=",
    "; SECURE=false",
    "; Secure; Secure",
    "; Secured",
    "; =Secure",
    "; Secure; HttpOnly; SameSite=Strict; Path={base}",
    "; SameSite=Strict",
    "; SameSite=Lax",
    "; SameSite=None",
    "; SameSite=None; Secure",
    "; samesite=NONE; secure",
    "; SameSite=Other",
    "; SameSite",
    "; SameSite=Strict; SameSite=None",
    "; SameSite=None; SameSite=Strict",
    "; Partitioned",
    "; Partitioned; Secure",
    "; Partitioned; Secure; Path={base}",
    "; Partitioned; Secure; SameSite=None; HttpOnly",
    "; Path={base}; Path={base}d",
    "; Path={base}d; Path={base}",
    "; Path={base}d; Path=",
    "; Path={base}d; Path",
    "; Path={base}d; Path=nothing",
    "; Path={base}; Path={base}c/x/y",
]

_PATHS = [
    "{base}",
    "{base}c",
    "{base}c/",
    "{base}c/x",
    "{base}c/x/",
    "{base}c/x/y",
    "{base}cx",
    "{base}d",
    "{base}d/",
    "{base}C",
    "{base}c/x/y/z",
    "{base}c%2Fx",
    "{base}%63",
    "{base}c/../c",
    "{base}./c",
    "{base}c//",
    "{base}c;x",
    "{base}c?a",
    "{base}c#a",
    '"{base}c"',
    " {base}c ",
    "{base}c\t",
    "",
    "/",
    "//",
    "c",
    "./",
    "*",
    "{base}c/x, {base}",
    "{base}" + "x" * 1100,
    "http://{host}{base}",
]

_DOMAINS = [
    "{host}",
    ".{host}",
    "..{host}",
    "{host}.",
    "{host}:80",
    "x.{host}",
    "example.org",
    "localhost",
    "org",
    "",
    ".",
    " {host} ",
    '"{host}"',
    "http://{host}",
    "0.0.1",
    "1",
    "[::1]",
    "ex\xc3\xa4mple.org",
    "{host}; Domain=",
    "{host}; Domain=example.org",
    "example.org; Domain={host}",
    "example.org; Domain=",
    "{host}; Path={base}c",
]

_LASTING = [
    "Max-Age=1000",
    "Max-Age=0",
    "Max-Age=-1",
    "Max-Age=-0",
    "Max-Age=",
    "Max-Age",
    "Max-Age=x",
    "Max-Age=+1000",
    "Max-Age=-x",
    "Max-Age=1.5",
    "Max-Age=0x10",
    "Max-Age=1000x",
    'Max-Age="1000"',
    'Max-Age="0"',
    "Max-Age= 1000 ",
    "Max-Age=1e3",
    "Max-Age=99999999999999999999",
    "Max-Age=-99999999999999999999",
    "Max-Age=00",
    "Max-Age=1000; Max-Age=0",
    "Max-Age=0; Max-Age=1000",
    "Max-Age=1000; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    "Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=1000",
    "Max-Age=0; Expires=Thu, 01 Jan 2099 00:00:00 GMT",
    "Max-Age=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    "Max-Age=; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    "Expires=",
    "Expires",
    "Expires=0",
    "Expires=-1",
    "Expires=now",
    "Expires=Thu, 01 Jan 1970 00:00:00 GMT; Expires=Thu, 01 Jan 2099 00:00:00 GMT",
    "Expires=Thu, 01 Jan 2099 00:00:00 GMT; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    "Expires=Thu, 01 Jan 1970 00:00:00 GMT; Expires=nonsense",
]

#: Each says a moment that has gone, so that a cookie is taken only if it is not understood.
_DATES = [
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "Thu, 01-Jan-1970 00:00:00 GMT",
    "Thursday, 01-Jan-70 00:00:00 GMT",
    "Thu Jan  1 00:00:00 1970",
    "01 Jan 1970 00:00:00",
    "1 jan 1970 0:0:0",
    "Jan 01 1970 00:00:00",
    "1970 Jan 01 00:00:00",
    "00:00:00 01 Jan 1970",
    "00:00:00 1970 01 Jan",
    "01 January 1970 00:00:00 GMT",
    "01 Janus 1970 00:00:00 GMT",
    "01 Ja 1970 00:00:00 GMT",
    "01 Xan 1970 00:00:00 GMT",
    "1st Jan 1970 00:00:00 GMT",
    "01 Jan 1970 00:00 GMT",
    "01 Jan 1970",
    "01 Jan 1970 00:00:00.000 GMT",
    "01 Jan 1970 00:00:00 PST",
    "01 Jan 1970 00:00:00 +0200",
    "01 Jan 1970 24:00:00 GMT",
    "01 Jan 1970 23:60:00 GMT",
    "01 Jan 1970 23:59:60 GMT",
    "01 Jan 1970 000:00:00 GMT",
    "01 Jan 70 00:00:00 GMT",
    "01 Jan 99 00:00:00 GMT",
    "01 Jan 00 00:00:00 GMT",
    "01 Jan 1 00:00:00 GMT",
    "01 Jan 199 00:00:00 GMT",
    "01 Jan 1600 00:00:00 GMT",
    "01 Jan 1601 00:00:00 GMT",
    "01 Jan 01970 00:00:00 GMT",
    "00 Jan 1970 00:00:00 GMT",
    "32 Jan 1970 00:00:00 GMT",
    "31 Feb 1970 00:00:00 GMT",
    "30 Feb 2020 00:00:00 GMT",
    "29 Feb 2020 00:00:00 GMT",
    "29 Feb 2019 00:00:00 GMT",
    "001 Jan 1970 00:00:00 GMT",
    "Thu, 01 Jan 1970 00:00:00 GMT+1",
    "Thu,01/Jan/1970/00:00:00",
    "Thu_01_Jan_1970_00:00:00",
    '"Thu, 01 Jan 1970 00:00:00 GMT"',
    "1970-01-01T00:00:00Z",
    "1970-01-01 00:00:00",
    "01.01.1970 00:00:00",
    "Thu, 01 Jan 1970 00:00:00 GMT trailing 2099",
    "Jan 01 Feb 1970 00:00:00",
]

_PREFIXES = [
    "__Secure-a=1",
    "__Secure-a=1; Secure",
    "__Secure-a=1; Secure; Path={base}; HttpOnly",
    "__Secure-a=1; Secure; Domain={host}",
    "__secure-a=1",
    "__SECURE-a=1; Secure",
    "__Secure-; Secure",
    "__Secure-=1; Secure",
    "=__Secure-a=1; Secure",
    "=__Secure-a; Secure",
    "__Secure-a; Secure",
    "__Host-a=1",
    "__Host-a=1; Secure",
    "__Host-a=1; Path=/",
    "__Host-a=1; Secure; Path=/",
    "__Host-a=1; Secure; Path=/; HttpOnly",
    "__Host-a=1; Secure; Path=/c",
    "__Host-a=1; Secure; Path=/; Domain={host}",
    "__Host-a=1; Secure; Path=/; Domain=",
    "__host-a=1; Secure; Path=/",
    "__HOST-a=1; Path=/",
    "=__Host-a; Secure; Path=/",
    "__Http-a=1; Secure; HttpOnly",
    "__Http-a=1; Secure",
    "__Http-a=1; HttpOnly",
    "__Host-Http-a=1; Secure; HttpOnly; Path=/",
    "__Host-Http-a=1; Secure; Path=/",
    "__Host-Http-a=1; Secure; HttpOnly; Path=/c",
    "__Hosta=1",
    "_Host-a=1",
]

_SIZES = [
    ("a pair of 4096", "a=" + "x" * 4095),
    ("a pair of 4097", "a=" + "x" * 4096),
    ("a name of 4096", "n" * 4096 + "="),
    ("a name of 4097", "n" * 4097 + "="),
    ("a nameless value of 4096", "x" * 4096),
    ("two octets a letter, 4096", "a=" + "\xc3\xa9" * 2047 + "x"),
    ("two octets a letter, 4097", "a=" + "\xc3\xa9" * 2048),
    ("a path of 1024", "a=1; Path={base}; Path=/" + "x" * 1023),
    ("a path of 1025", "a=1; Path={base}; Path=/" + "x" * 1024),
    ("a domain of 1025", "a=1; Domain=" + "x" * 1025),
    ("an unknown attribute of 2000", "a=1; " + "x" * 2000),
    ("attributes of 6000 altogether", "a=1" + ("; y=" + "x" * 1000) * 6),
]


def _one(name: str, field: str, requests: list[str]) -> Case:
    return {"name": name, "steps": [["response", _AT, field]], "requests": requests}


def cookie_cases() -> list[Case]:
    """Return all cases; their names are unique."""
    here = ["c/x", "d/"]
    return [
        *(_one(f"pair {pair!r}", pair, here) for pair in _PAIRS),
        *(_one(f"attributes {text!r}", f"a=1{text}", _EVERYWHERE) for text in _ATTRIBUTES),
        *(_one(f"path {path[:40]!r}", f"a=1; Path={path}", _EVERYWHERE) for path in _PATHS),
        *(_one(f"domain {domain!r}", f"a=1; Domain={domain}", here) for domain in _DOMAINS),
        *(_one(f"lasting {text!r}", f"a=1; {text}", here) for text in _LASTING),
        *(_one(f"date {text!r}", f"a=1; Expires={text}", here) for text in _DATES),
        *(_one(f"prefix {field!r}", field, here) for field in _PREFIXES),
        *(_one(f"size: {name}", field, here) for name, field in _SIZES),
        *_several("sequence", SEQUENCES),
        *_several("script", SCRIPTS),
    ]


def _several(kind: str, cases: dict[str, list[list[t.Any]]]) -> list[Case]:
    return [
        {"name": f"{kind}: {name}", "steps": steps, "requests": _EVERYWHERE}
        for name, steps in cases.items()
    ]


_BY_RFC = "RFC 6265bis reads this date differently from what the browser does"
_SLASH = "Chromium's worker can't write, or delete, a cookie whose path has no slash at its end"

#: In which cases an export in Chromium differs from a native server, and why.
DIFFERENCES = {
    "date '1st Jan 1970 00:00:00 GMT'": _BY_RFC,
    "date '01 Jan 1970 000:00:00 GMT'": _BY_RFC,
    "date '01 Jan 1 00:00:00 GMT'": _BY_RFC,
    "date '01 Jan 199 00:00:00 GMT'": _BY_RFC,
    "date '01 Jan 1600 00:00:00 GMT'": _BY_RFC,
    "date '01 Jan 01970 00:00:00 GMT'": _BY_RFC,
    "script: deleted deep": _SLASH,
    "script: set by a script deep, deleted by the application": _SLASH,
}
