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

_SEQUENCES: dict[str, list[list[t.Any]]] = {
    "several in one response": [["response", _AT, "a=1", "b=2", "c=3"]],
    "one name twice in one response": [["response", _AT, "a=1", "a=2"]],
    "the longer path first": [
        ["response", _AT, "a=1; Path={base}", "b=2; Path={base}c/x", "c=3; Path={base}c"],
    ],
    "one name at three paths": [
        ["response", _AT, "a=1; Path={base}", "a=2; Path={base}c", "a=3; Path={base}c/x"],
    ],
    "replaced keeps its place": [
        ["response", _AT, "a=1", "b=2", "c=3"],
        ["response", _AT, "a=4"],
    ],
    "deleted and set again goes to the end": [
        ["response", _AT, "a=1", "b=2"],
        ["response", _AT, "a=; Max-Age=0"],
        ["response", _AT, "a=3"],
    ],
    "deleted": [["response", _AT, "a=1"], ["response", _AT, "a=; Max-Age=0"]],
    "deleted by a date": [
        ["response", _AT, "a=1"],
        ["response", _AT, "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"],
    ],
    "deleted at another path is not": [
        ["response", _AT, "a=1; Path={base}c"],
        ["response", _AT, "a=; Path={base}; Max-Age=0"],
    ],
    "deleted from another place without a path is not": [
        ["response", _AT, "a=1"],
        ["response", "d/", "a=; Max-Age=0"],
    ],
    "deleted with an explicit path": [
        ["response", _AT, "a=1"],
        ["response", "d/", "a=; Max-Age=0; Path={base}c"],
    ],
    "with a domain and without": [["response", _AT, "a=1", "a=2; Domain={host}"]],
    "names have cases": [["response", _AT, "a=1", "A=2"]],
    "from a folder": [["response", "c/", "a=1"]],
    "from the base": [["response", "", "a=1"]],
    "from a file in the base": [["response", "c", "a=1"]],
    "from deep": [["response", "c/x/y", "a=1"]],
    "made HttpOnly": [["response", _AT, "a=1"], ["response", _AT, "a=2; HttpOnly"]],
    "no longer HttpOnly": [["response", _AT, "a=1; HttpOnly"], ["response", _AT, "a=2"]],
    "HttpOnly beside others": [["response", _AT, "a=1; HttpOnly", "b=2"]],
    "HttpOnly deleted": [
        ["response", _AT, "a=1; HttpOnly"],
        ["response", _AT, "a=; Max-Age=0"],
    ],
    "Secure replaced by one that is not": [
        ["response", _AT, "a=1; Secure"],
        ["response", _AT, "a=2"],
    ],
    "two nameless": [["response", _AT, "a", "b"]],
    "nameless and of that name": [["response", _AT, "a", "a=1"]],
    "Partitioned and not": [["response", _AT, "a=1; Secure; Partitioned", "a=2; Secure"]],
    "a response at another path": [
        ["response", "d/", "a=1; Path={base}c"],
        ["response", "c/x", "b=1; Path={base}d"],
    ],
    "ten": [["response", _AT, *(f"a{number}={number}; Path={{base}}" for number in range(10))]],
}

_SCRIPTS: dict[str, list[list[t.Any]]] = {
    "set": [["script", "", "a=1"]],
    "set in a folder": [["script", "c/", "a=1"]],
    "set deep": [["script", "c/x/z", "a=1"]],
    "set deep for all": [["script", "c/x/z", "a=1; path={base}"]],
    "set for the origin": [["script", "c/", "a=1; path=/"]],
    "set from elsewhere for a folder": [["script", "", "a=1; path={base}c/x"]],
    "set with an end": [["script", "", "a=1; max-age=1000; path={base}; samesite=strict"]],
    "set Secure": [["script", "", "a=1; secure; path={base}"]],
    "set HttpOnly is refused": [["script", "", "a=1; httponly; path={base}"]],
    "set nameless": [["script", "", "a"]],
    "set with letters": [["script", "", "a=\u00e9\u20ac; path={base}"]],
    "set with a domain": [["script", "", "a=1; domain={host}; path={base}"]],
    "set twice": [["script", "", "a=1; path={base}"], ["script", "", "a=2; path={base}"]],
    "set at two paths": [
        ["script", "", "a=1; path={base}"],
        ["script", "c/", "a=2; path={base}c"],
    ],
    "set by the application, then by a script": [
        ["response", _AT, "a=1; Path={base}"],
        ["script", "c/", "a=2; path={base}"],
    ],
    "set by the application for the origin, then by a script": [
        ["response", _AT, "a=1; Path=/", "b=2; Path=/"],
        ["script", "c/", "a=2; path=/"],
    ],
    "set by a script, then by the application": [
        ["script", "c/", "a=1; path={base}"],
        ["response", _AT, "a=2; Path={base}"],
    ],
    "set by a script, then HttpOnly": [
        ["script", "c/", "a=1; path={base}"],
        ["response", _AT, "a=2; Path={base}; HttpOnly"],
    ],
    "HttpOnly is not replaced": [
        ["response", _AT, "a=1; Path={base}; HttpOnly"],
        ["script", "c/", "a=2; path={base}"],
        ["response", "d/", "b=1; Path={base}"],
    ],
    "HttpOnly is not deleted": [
        ["response", _AT, "a=1; Path={base}; HttpOnly"],
        ["script", "c/", "a=; path={base}; max-age=0"],
    ],
    "HttpOnly has a neighbour at another path": [
        ["response", _AT, "a=1; Path={base}; HttpOnly"],
        ["script", "c/", "a=2; path={base}c"],
    ],
    "deleted": [
        ["response", _AT, "a=1; Path={base}", "b=2; Path={base}"],
        ["script", "", "a=; path={base}; max-age=0"],
    ],
    "deleted for the origin": [
        ["response", _AT, "a=1; Path=/", "b=2; Path=/"],
        ["script", "", "a=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT"],
    ],
    "deleted deep": [
        ["response", _AT, "a=1; Path={base}c"],
        ["script", "c/", "a=; path={base}c; max-age=0"],
    ],
    "deleted at another path is not": [
        ["response", _AT, "a=1; Path={base}c"],
        ["script", "c/", "a=; path={base}; max-age=0"],
    ],
    "set by a script, deleted by the application": [
        ["script", "c/", "a=1; path={base}"],
        ["response", _AT, "a=; Path={base}; Max-Age=0"],
    ],
    "set by a script deep, deleted by the application": [
        ["script", "c/", "a=1"],
        ["response", "c/x", "a=; Max-Age=0"],
    ],
    "set and deleted by a script": [
        ["script", "c/", "a=1"],
        ["script", "c/", "a=; max-age=0"],
    ],
    "order of those of both": [
        ["response", _AT, "a=1; Path={base}"],
        ["script", "", "b=2; path={base}"],
        ["response", _AT, "c=3; Path={base}"],
        ["script", "c/", "d=4"],
    ],
    "by the store": [["store", "", {"name": "a", "value": "1", "path": "{base}"}]],
    "by the store over the application": [
        ["response", _AT, "a=1; Path={base}"],
        ["store", "", {"name": "a", "value": "2", "path": "{base}"}],
    ],
    "forgotten by the store": [
        ["response", _AT, "a=1; Path={base}", "b=2; Path={base}"],
        ["forget", "", {"name": "a", "path": "{base}"}],
    ],
}


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
        *_several("sequence", _SEQUENCES),
        *_several("script", _SCRIPTS),
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
