"""The names of the groups that the page's script has, so that each is a test of its own."""

from __future__ import annotations

GROUPS = (
    "methods and bodies",
    "methods",
    "bodies",
    "paths",
    "fields",
    "referrers",
    "fetch",
    "XMLHttpRequest",
    "navigations",
    "forms",
    "windows",
    "downloads",
    "statuses",
    "answers",
    "redirects",
    "locations",
    "ranges",
    "caching",
    "encodings",
    "resources",
    "policies",
    "streams",
    "giving up",
    "breaking",
    "events",
    "cookies",
    "workers",
    "beacons",
    "sockets",
    "failures",
)

#: Groups that cannot be run in an engine, and why.
NOT_RUN = {
    ("webkit", "downloads"): "WebKitGTK's small browser sometimes ends when a download begins",
}

#: Those in which it matters below which path the application is mounted.
GROUPS_BELOW = ("paths", "forms", "redirects", "locations", "resources", "workers")


def groups_of(engine: str) -> tuple[str, ...]:
    """Return the groups that can be run in an engine."""
    return tuple(group for group in GROUPS if (engine, group) not in NOT_RUN)
