"""What may differ between the native server and an export, each with its reason.

An entry that no longer occurs makes the suite fail, so that this table stays true; but for those
that occur by chance.
"""

from __future__ import annotations

from dataclasses import dataclass

_CHROMIUM = ("chromium",)
_FIREFOX = ("firefox",)
_WEBKIT = ("webkit",)


@dataclass(frozen=True)
class Allowed:
    """A difference that is not a mistake.

    :param reason: why it cannot be, or need not be, otherwise.
    :param cases: patterns of ``group/case``, as of :mod:`fnmatch`.
    :param places: patterns of places in the result, keys joined by dots; by default any.
    :param engines: where it occurs; an empty tuple means everywhere.
    :param by_chance: whether it occurs in some runs only.
    """

    reason: str
    cases: tuple[str, ...]
    places: tuple[str, ...] = ("*",)
    engines: tuple[str, ...] = ()
    by_chance: bool = False


#: What the native server adds to each request or answer.
_OF_THE_SERVER = (
    Allowed(
        "Each server says what it is.",
        ("*",),
        ("*SERVER_SOFTWARE",),
    ),
    Allowed(
        "The worker's input ends with the content; a connection's may go on with the next request.",
        ("*",),
        ("*wsgi.input_terminated",),
    ),
    Allowed(
        "It is about a connection, and there is none.",
        ("*",),
        ("*HTTP_CONNECTION", "*headers.connection", "*headers.transfer-encoding"),
    ),
    Allowed(
        "A server that is reached over a network signs and dates its answers.",
        ("*",),
        ("*headers.date", "*headers.server"),
    ),
    Allowed(
        "What the application would pack, the worker would only have to unpack.",
        ("*",),
        ("*HTTP_ACCEPT_ENCODING",),
    ),
    Allowed(
        "What the application would pack, the worker would only have to unpack.",
        ("encodings/Accept-Encoding",),
    ),
    Allowed(
        "Werkzeug's server replaces what is not UTF-8, against PEP 3333.",
        ("paths/*%FF%FE", "locations/Latin-1"),
    ),
    Allowed(
        "Each server has its own page for an exception before the answer has begun.",
        ("breaking/before the first chunk", "failures/an exception*"),
    ),
    Allowed(
        "Werkzeug's server sends what is no HTTP, and each engine makes of it what it likes; the"
        " gateway refuses it and says why.",
        (
            "failures/a status *",
            "failures/a line break in *",
            "failures/a null in a field",
            "failures/a space in a name",
            "failures/no name",
            "failures/more than Latin-1",
            "statuses/600, which is none",
            "statuses/999, which is none",
            "locations/no URL",
        ),
    ),
)

#: What a browser keeps from a service worker.
_UNSEEN = (
    Allowed(
        "The worker isn't told whether a content is empty or missing, where it has no type.",
        ("methods and bodies/* with *",),
        ("environ.CONTENT_LENGTH",),
    ),
    Allowed(
        "The worker isn't told whether a visitor's hand has led to a page.",
        ("*",),
        ("*HTTP_SEC_FETCH_USER",),
        _CHROMIUM + _FIREFOX,
    ),
    Allowed(
        "Who wants to be unknown is taken for a stranger.",
        ("referrers/* with no-referrer", "referrers/noreferrer"),
        ("2",),
    ),
    Allowed(
        "The worker isn't told through which origins redirects have led to a page.",
        ("locations/navigation to another origin and back",),
        ("body.environ.HTTP_SEC_FETCH_SITE",),
    ),
    Allowed(
        "The worker isn't told whether a policy hides the origin of such a request.",
        ("referrers/POST without CORS with no-referrer",),
        ("1",),
        _FIREFOX + _WEBKIT,
    ),
    Allowed(
        "WebKit tells servers the origin of what is loaded with CORS, even if it is their own.",
        ("resources/*", "redirects/30?*", "locations/*", "workers/*"),
        ("*HTTP_ORIGIN",),
        _WEBKIT,
    ),
    Allowed(
        "WebKit writes some characters of a URL in another way, but not for a worker.",
        ("paths/*%7E*", "paths/*%2f*", "paths/path %65*", "paths/*%61*"),
        ("4", "5", "1.4", "1.5"),
        _WEBKIT,
    ),
    Allowed(
        "The same for the URL that a response has.",
        ("answers/fields: an odd name",),
        ("url",),
        _WEBKIT,
    ),
    Allowed(
        "WebKit hides these from workers: the type of a ping and of a report, that a page is"
        " reloaded, and who leads an empty frame elsewhere.",
        (
            "navigations/a ping",
            "policies/a report of CSP",
            "navigations/reload",
            "navigations/by location.*",
        ),
        ("*CONTENT_TYPE", "0.1", "*HTTP_CACHE_CONTROL", "*HTTP_SEC_FETCH_SITE"),
        _WEBKIT,
    ),
    Allowed(
        "WebKit does not tell a page that a worker's answer has been redirected.",
        ("redirects/*", "locations/*", "fetch/*", "ranges/*"),
        ("redirected", "0"),
        _WEBKIT,
    ),
    Allowed(
        "WebKit sends UTF-8 where servers read Latin-1, and reads UTF-8 where they send Latin-1.",
        ("fields/Latin-1", "answers/fields: Latin-1", "locations/*UTF-8 in Latin-1"),
        engines=_WEBKIT,
    ),
    Allowed(
        "WebKit keeps no cookie that a service worker writes without TLS, so scripts see none.",
        ("cookies/changed by *", "cookies/removed by the page", "cookies/seen by the page"),
        engines=_WEBKIT,
    ),
    Allowed(
        "WebKit says no more of a request after a redirect to another origin, unless by a worker.",
        ("locations/to another origin with fields",),
        ("body.environ.HTTP_SEC_FETCH_*",),
        _WEBKIT,
    ),
    Allowed(
        "How urgent a request is, is for networks.",
        ("*",),
        ("*HTTP_PRIORITY",),
        _FIREFOX,
    ),
    Allowed(
        "Firefox tells workers of a reload and servers of a prefetch, but not the other way.",
        ("navigations/reload", "navigations/prefetch"),
        ("*HTTP_CACHE_CONTROL", "*HTTP_SEC_PURPOSE"),
        _FIREFOX,
    ),
    Allowed(
        "Firefox keeps the spaces after a reason.",
        ("statuses/reason '  spaces  '",),
        engines=_FIREFOX,
    ),
    Allowed(
        "The worker sees the type that a page would be fetched with by hand.",
        ("navigations/prefetch",),
        ("0.environ.HTTP_ACCEPT",),
        _CHROMIUM,
    ),
    Allowed(
        "Chromium shows a worker no field that isn't UTF-8, and sends its fields as UTF-8.",
        ("fields/Latin-1", "answers/fields: Latin-1", "statuses/reason 'café'"),
        engines=_CHROMIUM,
    ),
)

#: What goes past a service worker, to the static host.
_PAST_THE_WORKER = (
    Allowed(
        "Synchronous requests bypass workers.",
        ("XMLHttpRequest/synchronous *", "XMLHttpRequest/overridden type"),
    ),
    Allowed(
        "Objects and embedded pages bypass workers (Service Workers §4.6).",
        (
            "navigations/an object element",
            "resources/a drawing as an object",
            "resources/an embedded drawing",
        ),
    ),
    Allowed(
        "A sandboxed frame has an origin of its own, and so no worker.",
        ("navigations/a sandboxed frame",),
    ),
    Allowed(
        "Embedded pages bypass the worker; to the others they say that they came, whatever it was.",
        ("navigations/an embed element",),
        engines=_FIREFOX,
    ),
    Allowed(
        "A link with the attribute 'download' bypasses the worker.",
        ("downloads/by a link's attribute",),
        engines=_CHROMIUM,
    ),
    Allowed(
        "Requests with keepalive bypass the worker.",
        ("fetch/*keepalive", "beacons/keepalive *", "beacons/a beacon of a page that goes"),
        engines=_FIREFOX,
    ),
    Allowed(
        "A shared worker that is made from a Blob has no service worker.",
        ("workers/a shared worker",),
        engines=_FIREFOX,
    ),
    Allowed(
        "What is not below the site's own path is the static host's.",
        ("locations/dots",),
    ),
    Allowed(
        "Once a fetch has been led to another origin, what that leads back to is not for the"
        " worker.",
        ("locations/to another origin and back",),
        engines=_CHROMIUM + _FIREFOX,
    ),
    Allowed(
        "Which requests of a page's own workers reach the service worker is left to luck.",
        ("workers/*",),
        engines=_WEBKIT,
        by_chance=True,
    ),
    Allowed(
        "A frame may go before its last request has reached the service worker, which ends it.",
        ("beacons/* of a page that goes",),
        engines=_CHROMIUM,
        by_chance=True,
    ),
    Allowed(
        "Firefox sends some reports past the service worker.",
        ("policies/a report of CSP",),
        engines=_FIREFOX,
        by_chance=True,
    ),
    Allowed(
        "On a busy machine a worker within a worker now and then hears nothing, natively too.",
        ("workers/a worker within of *",),
        ("outcome", "value"),
        engines=_FIREFOX,
        by_chance=True,
    ),
    Allowed(
        "Firefox prefetches when it has nothing else to do, which may be later than one can wait.",
        ("navigations/prefetch",),
        engines=_FIREFOX,
        by_chance=True,
    ),
    Allowed(
        "What comes right before a break may be lost with it, as it is not on its way for long.",
        ("breaking/within *", "breaking/after *"),
        ("1.text",),
        by_chance=True,
    ),
)

#: What there is only on the way from a server to a page.
_BY_THE_NETWORK = (
    Allowed(
        "What a worker answers is not kept in the browser's cache: the application is always asked,"
        " and nothing need be confirmed.",
        (
            "caching/*, then default",
            "caching/*, then no-cache",
            "caching/*, then force-cache",
            "caching/Vary",
            "caching/only if it is cached",
            "fetch/only-if-cached",
        ),
    ),
    Allowed(
        "A worker may read a stream from a page; over HTTP/1.1 a browser may not send it.",
        ("bodies/a stream over HTTP/1.1",),
        engines=_CHROMIUM,
    ),
    Allowed(
        "The length that an application declares is not enforced: there is no connection on which"
        " the next answer had to begin in the right place.",
        (
            "answers/a length above the truth",
            "answers/a length below the truth",
            "breaking/an end before a declared length",
        ),
    ),
    Allowed(
        "An upload's progress is that of the network.",
        ("XMLHttpRequest/its upload's progress",),
        engines=_CHROMIUM + _WEBKIT,
    ),
    Allowed(
        "Chromium takes 407 for a proxy's, unless it comes from a worker.",
        ("statuses/407",),
        engines=_CHROMIUM,
    ),
    Allowed(
        "Two different Locations are an attack on a network; a worker joins them by a comma.",
        ("locations/two Locations",),
    ),
    Allowed(
        "Content that breaks off while it is unpacked is an error, rather than shown in part.",
        ("encodings/content that breaks off",),
    ),
    Allowed(
        "Deflate without its wrapper is no coding of RFC 9110 §8.4.1, though browsers take it.",
        ("encodings/deflate without its wrapper",),
    ),
    Allowed(
        "Scripts cannot unpack these; as no request says that it could be, no"
        " application should pack them.",
        ("encodings/br*", "encodings/zstd*"),
        engines=_CHROMIUM + _WEBKIT,
    ),
    Allowed(
        "Scripts cannot unpack this in Firefox.",
        ("encodings/zstd*",),
        engines=_FIREFOX,
    ),
    Allowed(
        "WebKit takes what has come from a server that breaks off for the whole.",
        ("breaking/a frame's content", "breaking/a s*", "breaking/after *", "breaking/within *"),
        engines=_WEBKIT,
    ),
    Allowed(
        "WebKit takes packed content for what it is if it is not as it should be.",
        ("encodings/GZIP in capitals", "encodings/content that is not what it says"),
        ("body",),
        _WEBKIT,
    ),
    Allowed(
        "WebKit refuses an answer whose length is none, unless it comes from a worker.",
        ("answers/a length that is none",),
        engines=_WEBKIT,
    ),
    Allowed(
        "Firefox has another name for content that cannot be unpacked by a script.",
        ("encodings/content that is not what it says",),
        ("body",),
        _FIREFOX,
    ),
    Allowed(
        "Firefox asks again after 421, and joins types of both answers.",
        ("statuses/421",),
        ("headers.content-type",),
        _FIREFOX,
    ),
    Allowed(
        "Firefox joins repeated types from a network without a space.",
        ("answers/fields: two types",),
        ("headers.content-type",),
        _FIREFOX,
    ),
    Allowed(
        "A worker's page is downloaded if its type is neither told nor to be guessed.",
        ("policies/no type and nosniff",),
        engines=_CHROMIUM + _WEBKIT,
    ),
)

TABLE: tuple[Allowed, ...] = (*_OF_THE_SERVER, *_UNSEEN, *_PAST_THE_WORKER, *_BY_THE_NETWORK)


def table_for(engine: str) -> tuple[Allowed, ...]:
    """Return the entries that hold for an engine."""
    return tuple(entry for entry in TABLE if not entry.engines or engine in entry.engines)
