"""Sessions: what they are, how they are opened and saved, and the default kind, a signed cookie."""

from __future__ import annotations

import collections.abc as c
import hashlib
import typing as t
from collections.abc import MutableMapping
from datetime import UTC, datetime

from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.datastructures import CallbackDict
from werkzeug.wrappers import Response as ResponseBase

from ._signing import KeepingSerializer, Sha1Algorithm
from .json.tag import TaggedJSONSerializer

if t.TYPE_CHECKING:
    from .app import Flask
    from .wrappers import Request, Response


class SessionMixin(MutableMapping[str, t.Any]):
    """What a session has beside its items."""

    #: The session was just created. The default kind doesn't tell.
    new = False
    #: The session has to be saved. Kinds that can't tell say ``True``.
    modified = True
    #: The session was looked at during this request, so that the response depends on the cookie.
    accessed = False

    @property
    def permanent(self) -> bool:
        """Whether the session outlives the browser: the item ``_permanent``."""
        return bool(self.get("_permanent", False))

    @permanent.setter
    def permanent(self, value: bool) -> None:
        self["_permanent"] = bool(value)


class SecureCookieSession(CallbackDict[str, t.Any], SessionMixin):
    """A dict that notes when it is changed; its values notice nothing if they are."""

    modified = False
    accessed = False

    def __init__(
        self,
        initial: c.Mapping[str, t.Any] | c.Iterable[tuple[str, t.Any]] | None = None,
    ) -> None:
        super().__init__(initial, _mark_modified)


def _mark_modified(session: t.Any) -> None:
    session.modified = True


class NullSession(SecureCookieSession):
    """Stands in when no session could be opened: can be read, but changes raise."""

    def _fail(self, *args: t.Any, **kwargs: t.Any) -> t.NoReturn:
        """Explain why there is no session."""
        raise RuntimeError(
            "The session is unavailable because no secret key was set. Set app.secret_key"
            " (or the configuration key SECRET_KEY) to a secret, random value."
        )

    __setitem__ = __delitem__ = clear = pop = popitem = update = setdefault = _fail
    __ior__ = _fail
    del _fail


class SessionInterface:
    """How sessions are opened before a request and saved after it.

    Subclasses must override :meth:`open_session` and :meth:`save_session`.
    """

    #: Made when :meth:`open_session` returns ``None``.
    null_session_class: type[NullSession] = NullSession
    #: Sessions can hold whatever can be pickled.
    pickle_based = False

    def make_null_session(self, app: Flask) -> NullSession:
        """A session that stands in for one that could not be opened."""
        return self.null_session_class()

    def is_null_session(self, obj: object) -> bool:
        """Whether a session is such a stand-in, which is never saved."""
        return isinstance(obj, self.null_session_class)

    def get_cookie_name(self, app: Flask) -> str:
        """The cookie's name: ``SESSION_COOKIE_NAME``."""
        return t.cast(str, app.config["SESSION_COOKIE_NAME"])

    def get_cookie_domain(self, app: Flask) -> str | None:
        """The ``Domain`` attribute: ``SESSION_COOKIE_DOMAIN``, ``None`` for this host only."""
        return t.cast("str | None", app.config["SESSION_COOKIE_DOMAIN"])

    def get_cookie_path(self, app: Flask) -> str:
        """The ``Path`` attribute: ``SESSION_COOKIE_PATH``, else ``APPLICATION_ROOT``."""
        return app.config["SESSION_COOKIE_PATH"] or t.cast(str, app.config["APPLICATION_ROOT"])

    def get_cookie_httponly(self, app: Flask) -> bool:
        """The ``HttpOnly`` attribute: ``SESSION_COOKIE_HTTPONLY``."""
        return t.cast(bool, app.config["SESSION_COOKIE_HTTPONLY"])

    def get_cookie_secure(self, app: Flask) -> bool:
        """The ``Secure`` attribute: ``SESSION_COOKIE_SECURE``."""
        return t.cast(bool, app.config["SESSION_COOKIE_SECURE"])

    def get_cookie_samesite(self, app: Flask) -> str | None:
        """The ``SameSite`` attribute: ``SESSION_COOKIE_SAMESITE``."""
        return t.cast("str | None", app.config["SESSION_COOKIE_SAMESITE"])

    def get_cookie_partitioned(self, app: Flask) -> bool:
        """The ``Partitioned`` attribute: ``SESSION_COOKIE_PARTITIONED``."""
        return t.cast(bool, app.config["SESSION_COOKIE_PARTITIONED"])

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime | None:
        """When the cookie expires; ``None`` when it ends with the browser's session."""
        if not session.permanent:
            return None
        return datetime.now(UTC) + app.permanent_session_lifetime

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Whether the cookie has to be sent: it was changed, or is kept alive by each request."""
        return session.modified or (
            session.permanent and bool(app.config["SESSION_REFRESH_EACH_REQUEST"])
        )

    def open_session(self, app: Flask, request: Request) -> SessionMixin | None:
        """Load the session of a request, before anything else happens with it.

        :return: the session; ``None`` when one can't be had, for want of a key for example
        """
        raise TypeError(f"{type(self).__name__} must override open_session().")

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Store the session, after the functions that run after a request."""
        raise TypeError(f"{type(self).__name__} must override save_session().")


#: Writes and reads what is in session cookies.
session_json_serializer = TaggedJSONSerializer()


def _lazy_sha1(string: bytes = b"") -> t.Any:
    # Looked up when used: builds in FIPS mode lack SHA-1.
    return hashlib.sha1(string)


def _vary_by_cookie(response: Response) -> None:
    """Note that the response depends on the cookie (RFC 9110 §12.5.5)."""
    if type(response).vary is ResponseBase.vary and not response.headers.getlist("Vary"):
        response.headers.add("Vary", "Cookie")  # there is nothing to take apart first
    else:
        response.vary.add("Cookie")


class SecureCookieSessionInterface(SessionInterface):
    """Keeps the session in a cookie, signed with the application's secret key.

    The user can read it but not change it.
    """

    #: Makes this use of the key differ from others.
    salt = "cookie-session"
    #: Hash function of the signature.
    digest_method: t.Callable[..., t.Any] = staticmethod(_lazy_sha1)
    #: How the signing key is derived from the secret key; see ItsDangerous.
    key_derivation = "hmac"
    #: Turns the session into a string and back.
    serializer: t.Any = session_json_serializer
    #: Class of the sessions it opens.
    session_class: type[SecureCookieSession] = SecureCookieSession

    _signing: tuple[tuple[t.Any, ...], URLSafeTimedSerializer] | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The serializer that signs with the application's key; ``None`` without a key.

        ``SECRET_KEY_FALLBACKS`` are accepted when reading, newest last.
        """
        secret_key = app.secret_key
        if not secret_key:
            return None
        keys = (*(app.config["SECRET_KEY_FALLBACKS"] or ()), secret_key)
        # Making a serializer costs as much as using it: keep it while its ingredients last.
        ingredients = (
            keys,
            self.salt,
            self.serializer,
            self.key_derivation,
            self.digest_method,
        )
        if self._signing is None or self._signing[0] != ingredients:
            self._signing = (ingredients, self._make_serializer(list(keys)))
        return self._signing[1]

    def _make_serializer(self, keys: list[str | bytes]) -> URLSafeTimedSerializer:
        options: dict[str, t.Any] = {
            "key_derivation": self.key_derivation,
            "digest_method": self.digest_method,
        }
        if self.digest_method is _lazy_sha1:
            options["algorithm"] = Sha1Algorithm(_lazy_sha1)
        return KeepingSerializer(
            keys,  # type: ignore[arg-type]  # a list of mixed strings and bytes is fine
            salt=self.salt,
            serializer=self.serializer,
            signer_kwargs=options,
        )

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the cookie; a missing, forged or expired one gives an empty session."""
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        value = request.cookies.get(self.get_cookie_name(app))
        if not value:
            return self.session_class()
        max_age = int(app.permanent_session_lifetime.total_seconds())
        try:
            return self.session_class(serializer.loads(value, max_age=max_age))
        except BadSignature:
            return self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie if it changed or needs refreshing, delete it if it became empty."""
        if session.accessed:
            _vary_by_cookie(response)
        if not session:
            if session.modified:
                response.delete_cookie(self.get_cookie_name(app), **self._cookie_scope(app))
                _vary_by_cookie(response)
            return
        if not self.should_set_cookie(app, session):
            return

        serializer = self.get_signing_serializer(app)
        if serializer is None:
            raise RuntimeError("The secret key was removed while a session was open.")
        response.set_cookie(
            self.get_cookie_name(app),
            serializer.dumps(dict(session)),
            expires=self.get_expiration_time(app, session),
            **self._cookie_scope(app),
        )
        _vary_by_cookie(response)

    def _cookie_scope(self, app: Flask) -> dict[str, t.Any]:
        """The attributes that setting and deleting the cookie have in common."""
        return {
            "domain": self.get_cookie_domain(app),
            "path": self.get_cookie_path(app),
            "secure": self.get_cookie_secure(app),
            "httponly": self.get_cookie_httponly(app),
            "samesite": self.get_cookie_samesite(app),
            "partitioned": self.get_cookie_partitioned(app),
        }

    def _has_nothing_to_open(self, app: Flask, request: Request) -> bool:
        """Whether :meth:`open_session` would give an empty session that is not worth saving.

        Opening such a session can wait until somebody asks for it. An interface that opens or
        saves in its own way, or whose new sessions may hold something, is never kept waiting.
        """
        cls = type(self)
        return (
            cls.open_session is SecureCookieSessionInterface.open_session
            and cls.save_session is SecureCookieSessionInterface.save_session
            and self.session_class is SecureCookieSession
            and self.__dict__.keys().isdisjoint(("open_session", "save_session"))
            and self.get_cookie_name(app) not in request.environ.get("HTTP_COOKIE", "")
        )
