"""Cases of several steps, or of scripts, by their names; see :mod:`.cookie_cases`."""

from __future__ import annotations

import typing as t

#: Where the application answers.
_AT = "c/x"

SEQUENCES: dict[str, list[list[t.Any]]] = {
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

SCRIPTS: dict[str, list[list[t.Any]]] = {
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
