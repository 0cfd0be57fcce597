"""What a static host must be told, in the form in which each takes it."""

from __future__ import annotations

from collections.abc import Sequence

from .manifest import Manifest
from .packing import MANIFEST_PATH
from .pages import ASSETS_FOLDER, WORKER_SCRIPT

#: The hosts that `host_files` knows.
HOSTS = ("github", "netlify", "cloudflare", "nginx")

#: For files whose name tells their content (RFC 8246).
_FOR_EVER = "public, max-age=31536000, immutable"
#: For files that the next build replaces: kept, but asked about each time (RFC 9111 §5.2.2.4).
_ASK = "no-cache"
_REPLACED = ("", "index.html", "404.html", WORKER_SCRIPT, MANIFEST_PATH)

_NGINX = """\
# For the server block whose root is this folder; for a site in a folder below, put that folder
# before each path here:
#
#     include /where/this/folder/is/nginx.conf;

gzip on;
gzip_vary on;
gzip_types text/javascript application/wasm application/json application/manifest+json
    image/svg+xml;

# The boot page, so that links into the site work at a first visit too.
error_page 404 /404.html;

location / {{
    try_files $uri $uri/index.html =404;
    add_header Cache-Control "{ask}" always;
}}

location /{folder} {{
    types {{
        text/javascript js mjs;
        application/json json;
        application/manifest+json webmanifest;
        application/wasm wasm;
        application/zip zip;
        application/gzip gz;
        image/png png;
        image/svg+xml svg;
    }}
    try_files $uri =404;
    add_header Cache-Control "{for_ever}";
}}
{exceptions}
location = /nginx.conf {{
    return 404;
}}
"""

_NGINX_EXCEPTION = """
location = /{path} {{
    default_type {type};
    add_header Cache-Control "{ask}";
}}
"""


def host_files(host: str, manifest: Manifest) -> dict[str, bytes]:
    """Return the files that make a host serve a site well: name → content.

    Files whose name tells their content may be kept for ever, and what the next build replaces is
    asked for each time. All of these hosts answer a path that they don't know with ``404.html``.

    :param host: one of `HOSTS`.
    """
    paths = [asset.path for asset in manifest.assets if asset.path.startswith(ASSETS_FOLDER)]
    lasting = [path for path in paths if path not in manifest.replaced]
    replaced = [*_REPLACED, *manifest.replaced]
    match host:
        case "github":
            # GitHub takes no header fields; only its generator of pages is told to keep away.
            return {".nojekyll": b""}
        case "nginx":
            return {"nginx.conf": _nginx(manifest.replaced).encode()}
        case _:
            return {"_headers": _headers(lasting, replaced).encode()}


def _headers(lasting: Sequence[str], replaced: Sequence[str]) -> str:
    """Return a file ``_headers``.

    Both hosts join the values of all rules that fit, so each file has one rule and no pattern.
    """
    rules = [(path, _ASK) for path in replaced] + [(path, _FOR_EVER) for path in lasting]
    return "".join(f"/{path}\n  Cache-Control: {value}\n" for path, value in rules)


def _nginx(replaced: Sequence[str]) -> str:
    types = {MANIFEST_PATH: "application/json"}
    types |= dict.fromkeys(replaced, "application/manifest+json")
    exceptions = "".join(
        _NGINX_EXCEPTION.format(path=path, type=type_, ask=_ASK) for path, type_ in types.items()
    )
    return _NGINX.format(ask=_ASK, for_ever=_FOR_EVER, folder=ASSETS_FOLDER, exceptions=exceptions)
