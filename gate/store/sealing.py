"""Encrypted backups: chunks under a key from a passphrase (scrypt); any change is detected.

    GATESEAL1 · salt (16) · prefix (7) · chunks, each: length (4) · AES-256-GCM of up to 64 KiB

A chunk's nonce is prefix · number (4) · 1 for the last chunk and 0 for all others, so that a file
that ends early has no last chunk and is recognised.
"""

import io
import secrets
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from gate.errors import StoreError

MAGIC: Final = b"GATESEAL1"

_SALT, _PREFIX, _LENGTH, _TAG = 16, 7, 4, 16
_CHUNK: Final = 65_536
_WRONG: Final = "the passphrase is another one, or the file is damaged"


def _cipher(passphrase: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase))  # 32 MiB


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


class SealingWriter(io.RawIOBase):
    """Encrypts what is written to it; `close` writes the last chunk and leaves the file open."""

    def __init__(self, file: BinaryIO, passphrase: bytes) -> None:
        salt, self._prefix = secrets.token_bytes(_SALT), secrets.token_bytes(_PREFIX)
        self._file = file
        self._header = MAGIC + salt + self._prefix
        self._cipher = _cipher(passphrase, salt)
        self._waiting = bytearray()
        self._number = 0
        file.write(self._header)

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override] # any buffer, as callers give it
        """Take bytes and write the full chunks."""
        self._waiting += data
        while len(self._waiting) > _CHUNK:
            self._put(bytes(self._waiting[:_CHUNK]), last=False)
            del self._waiting[:_CHUNK]
        return len(data)

    def close(self) -> None:
        """Write the rest as the last chunk."""
        if not self.closed:
            self._put(bytes(self._waiting), last=True)
        super().close()

    def _put(self, plain: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last=last)
        sealed = self._cipher.encrypt(nonce, plain, self._header)
        self._file.write(len(sealed).to_bytes(_LENGTH, "big") + sealed)
        self._number += 1


class SealedReader(io.RawIOBase):
    """Decrypts what `SealingWriter` wrote; StoreError at the first chunk that was changed."""

    def __init__(self, file: BinaryIO, passphrase: bytes) -> None:
        self._file = file
        self._header = file.read(len(MAGIC) + _SALT + _PREFIX)
        salt = self._header[len(MAGIC) : len(MAGIC) + _SALT]
        self._prefix = self._header[len(MAGIC) + _SALT :]
        if len(self._prefix) != _PREFIX:
            raise StoreError(_WRONG)
        self._cipher = _cipher(passphrase, salt)
        self._plain = b""
        self._number = 0
        self._is_last = False

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # what io hands over
        """Fill the buffer from one chunk at most; return the number of bytes."""
        while not self._plain and not self._is_last:
            self._plain = self._next()
        taken = self._plain[: len(buffer)]
        self._plain = self._plain[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def _next(self) -> bytes:
        length = int.from_bytes(self._file.read(_LENGTH), "big")
        if not _TAG <= length <= _CHUNK + _TAG:
            raise StoreError(_WRONG)
        sealed = self._file.read(length)
        for last in (False, True):
            nonce = _nonce(self._prefix, self._number, last=last)
            try:
                plain = self._cipher.decrypt(nonce, sealed, self._header)
            except (InvalidTag, ValueError):
                continue
            self._number += 1
            self._is_last = last
            return plain
        raise StoreError(_WRONG)
