"""The key derivations for an interpreter without OpenSSL, against those with it."""

from __future__ import annotations

import hashlib

import pytest

from hipflask.browser.passwords import pbkdf2_hmac, scrypt


@pytest.mark.parametrize("hash_name", ["sha1", "sha256", "sha512"])
@pytest.mark.parametrize("dklen", [None, 1, 20, 100])
def test_pbkdf2_agrees_with_openssl(hash_name: str, dklen: int | None) -> None:
    key = pbkdf2_hmac(hash_name, b"password", b"salt", 7, dklen)
    assert key == hashlib.pbkdf2_hmac(hash_name, b"password", b"salt", 7, dklen)


@pytest.mark.parametrize(("n", "r", "p"), [(2, 1, 1), (16, 1, 1), (16, 8, 3), (64, 2, 2)])
def test_scrypt_agrees_with_openssl(n: int, r: int, p: int) -> None:
    key = scrypt(b"password", salt=b"NaCl", n=n, r=r, p=p, dklen=48)
    assert key == hashlib.scrypt(b"password", salt=b"NaCl", n=n, r=r, p=p, dklen=48)


@pytest.mark.parametrize("iterations", [0, -1])
def test_pbkdf2_refuses_no_iterations(iterations: int) -> None:
    with pytest.raises(ValueError, match="iteration"):
        pbkdf2_hmac("sha256", b"", b"", iterations)


@pytest.mark.parametrize(
    ("n", "r", "p", "complaint"),
    [(3, 1, 1, "power of 2"), (2, 0, 1, "positive"), (1 << 20, 8, 1, "memory")],
)
def test_scrypt_refuses_bad_costs(n: int, r: int, p: int, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        scrypt(b"", salt=b"", n=n, r=r, p=p)
