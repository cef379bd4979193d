"""Passwords: the rules for choosing one, and their argon2 hashes."""

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from gate.registry.problems import Problem, ProblemCode

SHORTEST = 10
"""Characters. Length is the rule; forced digits and signs only bring notes under keyboards."""

# 19 MiB and two passes: the least that OWASP accepts, for a device with 512 MiB and one sign-in at
# a time; a hash made with other values is replaced when its owner signs in.
_HASHES = PasswordHash([Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1)])
_NOBODYS = (
    "$argon2id$v=19$m=19456,t=2,p=1$T6Rg9TImEhX1HUbUqTcP0Q"
    "$HhuW7Lu6+jk1tQyWCwXFYNLNtkODMz2tWJsM+nqomPE"
)
"""Fits no password; verified in place of the hash of a login that does not exist."""


class Hashed(str):
    """A password with its hash, made before the write lock is taken: others wait for that."""

    __slots__ = ("hash",)

    def __init__(self, text: str) -> None:
        self.hash = _HASHES.hash(text)


def problem_with(password: str, login: str) -> Problem | None:
    """Say why a password may not be chosen; None when it may."""
    if len(password) < SHORTEST:
        return Problem(ProblemCode.PASSWORD_SHORT, {"limit": SHORTEST})
    if password.strip().casefold() == login.casefold():
        return Problem(ProblemCode.PASSWORD_IS_LOGIN)
    return None


def hash_of(password: str) -> str:
    """Return a salted hash for the table; takes a few hundredths of a second on purpose."""
    return password.hash if isinstance(password, Hashed) else _HASHES.hash(password)


def verify(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Tell whether a password fits, and a newer hash to store when the old one is out of date.

    `stored` None (no such user) takes as long as a wrong password and never fits.
    """
    if stored is None:
        _HASHES.verify(password, _NOBODYS)
        return False, None
    return _HASHES.verify_and_update(password, stored)
