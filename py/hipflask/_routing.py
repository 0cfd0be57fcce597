"""Binding the URL map to a request, and building URLs with what is bound."""

from __future__ import annotations

import typing as t
from urllib.parse import quote

from werkzeug.routing import BuildError
from werkzeug.wsgi import get_host

from ._binding import bind_directly
from .globals import _cv_app, _cv_request

if t.TYPE_CHECKING:
    from werkzeug.routing import MapAdapter

    from .app import Flask
    from .wrappers import Request

# URL Standard, fragment percent-encode set: what may stay as it is.
_ANCHOR_SAFE = "%!#$&'()*+,/:;=?@"


def bind(app: Flask, request: Request | None) -> MapAdapter | None:
    """The URL adapter of a request, or of the application outside of requests.

    :return: ``None`` outside of requests when ``SERVER_NAME`` is not set
    :raises SecurityError: the request's host is not one of ``TRUSTED_HOSTS``
    """
    config = app.config
    server_name = config["SERVER_NAME"]
    if request is None:
        if server_name is None:
            return None
        return app.url_map.bind(
            server_name,
            script_name=config["APPLICATION_ROOT"],
            url_scheme=config["PREFERRED_URL_SCHEME"],
        )

    trusted_hosts = config["TRUSTED_HOSTS"]
    if trusted_hosts is not None:
        request.trusted_hosts = trusted_hosts
    adapter = bind_directly(app, request, server_name)
    if adapter is not None:
        return adapter
    # Werkzeug's binding reads the host without checking it.
    request.host = get_host(request.environ, request.trusted_hosts)

    subdomain = None
    if app.url_map.host_matching:
        server_name = None  # it would be matched in place of the request's host
    elif not app.subdomain_matching:
        subdomain = app.url_map.default_subdomain or ""
    return app.url_map.bind_to_environ(
        request.environ, server_name=server_name, subdomain=subdomain
    )


def build_url(
    app: Flask,
    endpoint: str,
    anchor: str | None,
    method: str | None,
    scheme: str | None,
    external: bool | None,
    values: dict[str, t.Any],
) -> str:
    """Do the work of :meth:`hipflask.Flask.url_for`."""
    request_context = _cv_request.get(None)
    if request_context is not None:
        adapter = request_context.url_adapter
        if endpoint[:1] == ".":
            blueprint = request_context.request.blueprint
            endpoint = endpoint[1:] if blueprint is None else f"{blueprint}{endpoint}"
        if external is None:
            external = scheme is not None
    else:
        app_context = _cv_app.get(None)
        adapter = app.create_url_adapter(None) if app_context is None else app_context.url_adapter
        if external is None:
            external = True
    if adapter is None:
        raise RuntimeError(
            "URLs can't be built outside of a request because the application's address is"
            " unknown. Set SERVER_NAME (and APPLICATION_ROOT and PREFERRED_URL_SCHEME as"
            " needed), or use 'with app.test_request_context():'."
        )
    if scheme is not None and not external:
        raise ValueError("'_scheme' needs '_external=True': a relative URL has no scheme.")

    app.inject_url_defaults(endpoint, values)
    try:
        url = adapter.build(
            endpoint, values, method=method, url_scheme=scheme, force_external=external
        )
    except BuildError as error:
        values.update(_anchor=anchor, _method=method, _scheme=scheme, _external=external)
        return app.handle_url_build_error(error, endpoint, values)
    return url if anchor is None else f"{url}#{quote(anchor, safe=_ANCHOR_SAFE)}"
