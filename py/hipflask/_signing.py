"""Signing sessions with what does not change from request to request worked out once."""

from __future__ import annotations

import hmac
import typing as t

from itsdangerous import Signer, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.signer import HMACAlgorithm


class Sha1Algorithm(HMACAlgorithm):
    """HMAC-SHA1 (RFC 2104) in a single call of the library that implements it."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        """The signature of ``value``."""
        return hmac.digest(key, value, "sha1")


class KeepingSigner(TimestampSigner):
    """Derives each signing key once. Its salt, secret keys and digest must stay what they are."""

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        self._derived: dict[str | bytes | None, bytes] = {}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """The key to sign with, from one of the secret keys; the newest by default."""
        key = self._derived.get(secret_key)
        if key is None:
            key = self._derived[secret_key] = super().derive_key(secret_key)
        return key


class KeepingSerializer(URLSafeTimedSerializer):
    """Keeps the signer for its own salt. Its salt and secret keys must stay what they are.

    Takes the parameters of :class:`itsdangerous.URLSafeTimedSerializer`, save the signer's class.
    """

    default_signer = KeepingSigner
    _kept: Signer | None = None

    def make_signer(self, salt: str | bytes | None = None) -> Signer:
        """A signer for a salt; the same one each time for the salt of this serializer."""
        if salt is not None and salt != self.salt:
            return super().make_signer(salt)
        if self._kept is None:
            self._kept = super().make_signer(salt)
        return self._kept
