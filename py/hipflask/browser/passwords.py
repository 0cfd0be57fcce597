"""PBKDF2 and scrypt for an interpreter without OpenSSL, whose :mod:`hashlib` has neither.

:func:`install` puts both into :mod:`hashlib`, so that ``werkzeug.security`` and others work
unchanged. Both are pure Python: PBKDF2 takes microseconds an iteration, and scrypt at Werkzeug's
usual cost takes minutes. So Werkzeug's default becomes PBKDF2 with as many iterations as take
well under a second. Hashes that were made natively can still be checked.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
import typing as t

#: Iterations that a password is hashed with when the application does not choose.
DEFAULT_ITERATIONS = 50_000


def install() -> None:
    """Supply what :mod:`hashlib` lacks; do nothing where it lacks nothing."""
    module: t.Any = hashlib
    if not hasattr(module, "pbkdf2_hmac"):
        module.pbkdf2_hmac = pbkdf2_hmac
    if not hasattr(module, "scrypt"):
        module.scrypt = scrypt
        _make_pbkdf2_the_default()


def pbkdf2_hmac(
    hash_name: str, password: bytes, salt: bytes, iterations: int, dklen: int | None = None
) -> bytes:
    """Derive a key from a password by PBKDF2 with HMAC (RFC 8018 §5.2).

    :param hash_name: the digest, such as ``"sha256"``.
    :param iterations: at least 1.
    :param dklen: length of the key in bytes; the digest's by default.
    :raises ValueError: the digest is unknown, or a number is out of range.
    """
    size = hashlib.new(hash_name).digest_size
    length = size if dklen is None else dklen
    if iterations < 1:
        raise ValueError("iteration value must be greater than 0.")
    if length < 1:
        raise ValueError("key length must be greater than 0.")
    key = bytes(password)
    blocks = -(-length // size)
    derived = b""
    for index in range(1, blocks + 1):
        block = hmac.digest(key, bytes(salt) + struct.pack(">I", index), hash_name)
        total = int.from_bytes(block)
        for _ in range(iterations - 1):
            block = hmac.digest(key, block, hash_name)
            total ^= int.from_bytes(block)
        derived += total.to_bytes(size)
    return derived[:length]


def scrypt(
    password: bytes,
    *,
    salt: bytes,
    n: int,
    r: int,
    p: int,
    maxmem: int = 0,
    dklen: int = 64,
) -> bytes:
    """Derive a key from a password by scrypt (RFC 7914).

    :param n: the cost, a power of two greater than 1.
    :param r: the block size, in units of 128 bytes.
    :param p: how many blocks are mixed, one after another.
    :param maxmem: refuse to use more memory than this, in bytes; 0 stands for 32 MiB.
    :param dklen: length of the key in bytes.
    :raises ValueError: a parameter is out of range, or the memory would not do.
    """
    if n < 2 or n & (n - 1):
        raise ValueError("n must be a power of 2.")
    if r < 1 or p < 1:
        raise ValueError("r and p must be positive.")
    if 128 * r * (n + p + 2) > (maxmem or 1 << 25):
        raise ValueError("memory limit exceeded")
    width = 128 * r
    mixed = pbkdf2_hmac("sha256", password, salt, 1, width * p)
    blocks = [_mix(mixed[i : i + width], n, r) for i in range(0, width * p, width)]
    return pbkdf2_hmac("sha256", password, b"".join(blocks), 1, dklen)


def _mix(block: bytes, n: int, r: int) -> bytes:
    """ROMix (RFC 7914 §5) of one block of 128·r bytes."""
    words = list(struct.unpack(f"<{32 * r}I", block))
    memory = []
    for _ in range(n):
        memory.append(words)
        words = _mix_words(words, r)
    for _ in range(n):
        other = memory[words[32 * r - 16] & (n - 1)]
        words = _mix_words([a ^ b for a, b in zip(words, other, strict=True)], r)
    return struct.pack(f"<{32 * r}I", *words)


def _mix_words(words: list[int], r: int) -> list[int]:
    """BlockMix (RFC 7914 §4)."""
    state = words[-16:]
    even: list[int] = []
    odd: list[int] = []
    for start in range(0, 32 * r, 16):
        state = _salsa20_8([a ^ b for a, b in zip(state, words[start : start + 16], strict=True)])
        (odd if start % 32 else even).extend(state)
    return even + odd


# Which words each quarter round takes, columns first and then rows (RFC 7914 §3).
_QUARTERS = (
    (0, 4, 8, 12),
    (5, 9, 13, 1),
    (10, 14, 2, 6),
    (15, 3, 7, 11),
    (0, 1, 2, 3),
    (5, 6, 7, 4),
    (10, 11, 8, 9),
    (15, 12, 13, 14),
)


def _salsa20_8(words: list[int]) -> list[int]:
    x = words.copy()
    mask = 0xFFFFFFFF
    for _ in range(4):
        for a, b, c, d in _QUARTERS:
            s = x[a] + x[d] & mask
            x[b] ^= s << 7 & mask | s >> 25
            s = x[b] + x[a] & mask
            x[c] ^= s << 9 & mask | s >> 23
            s = x[c] + x[b] & mask
            x[d] ^= s << 13 & mask | s >> 19
            s = x[d] + x[c] & mask
            x[a] ^= s << 18 & mask | s >> 14
    return [a + b & mask for a, b in zip(x, words, strict=True)]


def _make_pbkdf2_the_default() -> None:
    from werkzeug import security

    generate: t.Any = security.generate_password_hash
    _, salt_length = generate.__defaults__
    generate.__defaults__ = (f"pbkdf2:sha256:{DEFAULT_ITERATIONS}", salt_length)
