"""Programs that use the API: each has a name, a role of the staff's, and a token known only to it.

Journal rows name a program `api:<name>`; so a name is used once and never again.
"""

from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final, Self

from sqlmodel import Session, func, select

from gate.config.toml_table import NAME
from gate.core.values.commands import Json
from gate.core.values.row_kind import RowKind
from gate.registry import ledger
from gate.registry.author import Author
from gate.registry.models import ApiToken
from gate.registry.people.staff import Role
from gate.registry.problems import FormError, Problem, ProblemCode

PREFIX: Final = "parkinggate_"
"""How every token begins, so that whoever looks for secrets in files knows one."""

SEEN_EVERY_S: Final = 3600
"""Seconds between two notes of a token's use: reading is not worth a write each time."""

_TOKEN_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class TokenView:
    """One program; times are POSIX seconds. `used_at` is exact to `SEEN_EVERY_S`."""

    id: int
    name: str
    role: Role
    created_at: int
    expires_at: int | None
    used_at: int | None
    revoked_at: int | None

    @classmethod
    def of(cls, stored: ApiToken) -> Self:
        """Take a stored token out of its session."""
        if stored.id is None:
            raise ValueError("the token is not stored yet")
        return cls(
            stored.id,
            stored.name,
            Role(stored.role),
            stored.created_at,
            stored.expires_at,
            stored.used_at,
            stored.revoked_at,
        )

    def counts(self, wall: float) -> bool:
        """Tell whether the token opens anything at a moment, in POSIX seconds."""
        return self.revoked_at is None and (self.expires_at is None or wall < self.expires_at)

    def worth_noting(self, wall: float) -> bool:
        """Tell whether `touch` should be called for this use."""
        return self.used_at is None or wall - self.used_at >= SEEN_EVERY_S


def add(
    session: Session, name: str, role: str, expires_at: int | None, *, author: Author
) -> tuple[str, TokenView]:
    """Let a program in from now on, and return its token, which nobody can see again.

    FormError when the name is no name or was used before.
    """
    problems: dict[str, Problem] = {}
    if NAME.fullmatch(name) is None:
        problems["name"] = Problem(ProblemCode.TOKEN_NAME_WRONG, {"text": name})
    elif _by_name(session, name) is not None:
        problems["name"] = Problem(ProblemCode.TOKEN_NAME_TAKEN, {"text": name})
    if role not in set(Role):
        problems["role"] = Problem(ProblemCode.ROLE_WRONG, {"text": role})
    if problems:
        raise FormError(problems)
    token = PREFIX + token_urlsafe(_TOKEN_BYTES)
    stored = ApiToken(
        name=name,
        role=role,
        token_hash=_hash(token),
        created_at=author.seconds,
        expires_at=expires_at,
    )
    session.add(stored)
    session.flush()
    payload: dict[str, Json] = {"token": name, "role": role, "expires_at": expires_at}
    ledger.record(session, author, RowKind.ADMIN_TOKEN_ADDED, payload)
    return token, TokenView.of(stored)


def revoke(session: Session, name: str, *, author: Author) -> TokenView:
    """Refuse a program from now on; its name stays taken. FormError when there is none.

    The same again changes nothing.
    """
    stored = _by_name(session, name)
    if stored is None:
        raise FormError({"name": Problem(ProblemCode.TOKEN_UNKNOWN, {"text": name})})
    if stored.revoked_at is None:
        stored.revoked_at = author.seconds
        ledger.record(session, author, RowKind.ADMIN_TOKEN_REVOKED, {"token": stored.name})
    return TokenView.of(stored)


def everyone(session: Session) -> list[TokenView]:
    """Return all programs by name, those that are refused too."""
    return [TokenView.of(each) for each in session.exec(select(ApiToken).order_by(ApiToken.name))]


def find(session: Session, token: str, wall: float) -> TokenView | None:
    """Return whose token this is; None when it is unknown, over or revoked."""
    found = session.exec(select(ApiToken).where(ApiToken.token_hash == _hash(token))).first()
    view = None if found is None else TokenView.of(found)
    return view if view is not None and view.counts(wall) else None


def touch(session: Session, token_id: int, wall: float) -> None:
    """Note that a token is in use."""
    session.get_one(ApiToken, token_id).used_at = int(wall)


def _by_name(session: Session, name: str) -> ApiToken | None:
    alike = func.lower(ApiToken.name) == name.lower()
    return session.exec(select(ApiToken).where(alike)).first()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
