"""Calling an application without a server: requests, sessions and commands."""

from __future__ import annotations

import importlib.metadata
import typing as t
from contextlib import ExitStack, contextmanager
from copy import copy
from urllib.parse import urlsplit

import werkzeug.test
from werkzeug.test import Client
from werkzeug.wrappers import Request as BaseRequest

from ._lazy import re_exports

if t.TYPE_CHECKING:
    from types import TracebackType

    from _typeshed.wsgi import WSGIEnvironment
    from click.testing import Result
    from werkzeug.test import TestResponse

    from .app import Flask
    from .sessions import SessionMixin

from click.testing import CliRunner


class EnvironBuilder(werkzeug.test.EnvironBuilder):
    """Builds a WSGI environ, with defaults from an application's configuration.

    :param app: the application
    :param path: of the URL, or a whole URL
    :param base_url: where the application is: scheme, host and root path; from ``SERVER_NAME``,
        ``APPLICATION_ROOT`` and ``PREFERRED_URL_SCHEME`` by default
    :param subdomain: put before ``SERVER_NAME``
    :param url_scheme: instead of ``PREFERRED_URL_SCHEME``
    :param args: for :class:`werkzeug.test.EnvironBuilder`, as are other keyword arguments
    """

    def __init__(
        self,
        app: Flask,
        path: str = "/",
        base_url: str | None = None,
        subdomain: str | None = None,
        url_scheme: str | None = None,
        *args: t.Any,
        **kwargs: t.Any,
    ) -> None:
        if base_url is not None and (subdomain is not None or url_scheme is not None):
            raise AssertionError("Pass either 'base_url', or 'subdomain' and 'url_scheme'.")
        if base_url is None:
            base_url, path = self._split(app, path, subdomain, url_scheme)
        self.app = app
        super().__init__(path, base_url, *args, **kwargs)

    @staticmethod
    def _split(
        app: Flask, path: str, subdomain: str | None, url_scheme: str | None
    ) -> tuple[str, str]:
        """The base URL and path that a path or URL stands for."""
        host = app.config["SERVER_NAME"] or "localhost"
        if subdomain:
            host = f"{subdomain}.{host}"
        root = app.config["APPLICATION_ROOT"].lstrip("/")
        url = urlsplit(path)
        scheme = url.scheme or url_scheme or app.config["PREFERRED_URL_SCHEME"]
        query = f"?{url.query}" if url.query else ""
        return f"{scheme}://{url.netloc or host}/{root}", f"{url.path}{query}"

    def json_dumps(self, obj: t.Any, **kwargs: t.Any) -> str:
        """Serialise with the application's JSON provider."""
        return self.app.json.dumps(obj, **kwargs)


class FlaskClient(Client):
    """A test client that knows the application, and keeps contexts for a ``with`` block.

    Within ``with client:`` the contexts of the last request stay active after it.
    """

    application: Flask

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        #: Whether contexts stay active after a request, as in a ``with`` block.
        self.preserve_context = False
        self._new_contexts: list[t.ContextManager[t.Any]] = []
        self._context_stack = ExitStack()
        #: Added to the environ of each request.
        self.environ_base: dict[str, t.Any] = {
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_USER_AGENT": f"Werkzeug/{importlib.metadata.version('werkzeug')}",
        }

    @contextmanager
    def session_transaction(self, *args: t.Any, **kwargs: t.Any) -> t.Iterator[SessionMixin]:
        """Change the session between requests: it is opened, and saved at the end of the block.

        :param args: of the request the session is opened for, as in ``test_request_context``
        :raises TypeError: the client has no cookies
        :raises RuntimeError: there is no session, for want of a secret key for example
        """
        if self._cookies is None:
            raise TypeError("A session needs cookies: create the client with 'use_cookies=True'.")
        app = self.application
        ctx = app.test_request_context(*args, **kwargs)
        self._add_cookies_to_wsgi(ctx.request.environ)
        with ctx:
            session = app.session_interface.open_session(app, ctx.request)
        if session is None:
            raise RuntimeError("No session could be opened. Is the secret key set?")

        yield session
        response = app.response_class()
        if app.session_interface.is_null_session(session):
            return
        with ctx:
            app.session_interface.save_session(app, session, response)
        self._update_cookies_from_response(
            ctx.request.host.partition(":")[0],
            ctx.request.path,
            response.headers.getlist("Set-Cookie"),
        )

    def open(
        self,
        *args: t.Any,
        buffered: bool = False,
        follow_redirects: bool = False,
        **kwargs: t.Any,
    ) -> TestResponse:
        """Make a request; the arguments describe it as in ``test_request_context``.

        :param buffered: read the whole response before returning
        :param follow_redirects: return the last response of a chain of redirects
        """
        request = self._request_from_builder_args(args, kwargs)
        # Contexts that an earlier request left are not wanted any longer.
        self._context_stack.close()
        response = super().open(request, buffered=buffered, follow_redirects=follow_redirects)
        response.json_module = self.application.json  # type: ignore[assignment]
        for context in self._new_contexts:
            self._context_stack.enter_context(context)
        self._new_contexts.clear()
        return response

    def _request_from_builder_args(
        self, args: tuple[t.Any, ...], kwargs: dict[str, t.Any]
    ) -> BaseRequest:
        """Describe the request. Flask-SocketIO's test client calls it by this name."""
        given = args[0] if args and not kwargs else None
        if isinstance(given, werkzeug.test.EnvironBuilder):
            builder = copy(given)
            builder.environ_base = self._environ(dict(builder.environ_base or {}))
            return builder.get_request()
        if isinstance(given, dict):
            return EnvironBuilder.from_environ(
                given, app=self.application, environ_base=self._environ({})
            ).get_request()
        if isinstance(given, BaseRequest):
            request = copy(given)
            request.environ = self._environ(request.environ)
            return request

        kwargs["environ_base"] = self._environ(kwargs.get("environ_base", {}))
        builder = EnvironBuilder(self.application, *args, **kwargs)
        try:
            return builder.get_request()
        finally:
            builder.close()

    def _environ(self, other: WSGIEnvironment) -> WSGIEnvironment:
        environ = {**self.environ_base, **other}
        if self.preserve_context:
            environ["werkzeug.debug.preserve_context"] = self._new_contexts.append
        return environ

    def __enter__(self) -> t.Self:
        if self.preserve_context:
            raise RuntimeError("A test client can't be entered while it is entered already.")
        self.preserve_context = True
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.preserve_context = False
        self._context_stack.close()


class FlaskCliRunner(CliRunner):
    """Invokes an application's commands in tests.

    :param app: the application
    :param kwargs: for :class:`click.testing.CliRunner`
    """

    def __init__(self, app: Flask, **kwargs: t.Any) -> None:
        self.app = app
        super().__init__(**kwargs)

    def invoke(  # type: ignore[override]  # the group is the default
        self, cli: t.Any = None, args: t.Any = None, **kwargs: t.Any
    ) -> Result:
        """Invoke a command with the application loaded.

        :param cli: the command; the application's group by default
        :param args: arguments, as a string or a list
        """
        if cli is None:
            cli = self.app.cli
        if "obj" not in kwargs:
            from .cli import ScriptInfo

            kwargs["obj"] = ScriptInfo(create_app=lambda: self.app)
        return super().invoke(cli, args, **kwargs)


if not t.TYPE_CHECKING:
    __getattr__ = re_exports(__name__)
