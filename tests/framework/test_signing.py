"""Sessions are signed as ItsDangerous does, and keys take effect at once."""

from __future__ import annotations

import hashlib
import typing as t

import pytest
from itsdangerous import URLSafeTimedSerializer

from hipflask import Flask
from hipflask.sessions import SecureCookieSessionInterface


@pytest.mark.parametrize("derivation", ["hmac", "concat", "django-concat", "none"])
def test_sessions_are_signed_as_itsdangerous_does(app: Flask, derivation: str) -> None:

    for digest in (None, hashlib.sha256):
        interface = SecureCookieSessionInterface()
        interface.key_derivation = derivation
        if digest is not None:
            interface.digest_method = digest
        ours = interface.get_signing_serializer(app)
        assert ours is not None
        theirs: URLSafeTimedSerializer = URLSafeTimedSerializer(
            "key",
            salt=interface.salt,
            serializer=interface.serializer,
            signer_kwargs={
                "key_derivation": derivation,
                "digest_method": digest or hashlib.sha1,
            },
        )
        for salt in (None, interface.salt, "other"):
            assert theirs.loads(ours.dumps({"a": 1}, salt=salt), salt=salt) == {"a": 1}
            assert ours.loads(theirs.dumps({"a": 2}, salt=salt), salt=salt) == {"a": 2}


def test_a_new_key_signs_at_once_and_an_old_one_is_still_read(app: Flask) -> None:
    interface = SecureCookieSessionInterface()

    def serializer() -> t.Any:
        return interface.get_signing_serializer(app)

    old = serializer().dumps({"a": 1})
    app.secret_key = "another"
    app.config["SECRET_KEY_FALLBACKS"] = ["key"]
    assert serializer().loads(old) == {"a": 1}
    assert serializer().dumps({"a": 1}).rpartition(".")[2] != old.rpartition(".")[2]
    app.config["SECRET_KEY_FALLBACKS"] = None
    assert serializer().loads_unsafe(old)[0] is False
